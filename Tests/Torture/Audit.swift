import CloakroomCrypto
import Foundation

/// Holds what one sweep leaves behind against what clients were told.
struct Audit: Sendable {
    /// Deleted files that are asked for again each time, the newest; the last audit asks for all.
    private static let deletedAgain = 200

    let scene: Scene
    let service: Service
    private static let thumbnailPrefix = "thumbnails_200_200-"

    /// While no server runs: sweeps, checks, and looks at the disk.
    func look(deep: Bool) async throws -> Inventory {
        let sweep = try await service.run(["sweep"])
        if sweep.status != 0 { scene.breaches.note(.failures, "sweep: \(sweep.output)") }
        let check = try await service.run(["check"] + (deep ? ["--deep"] : []))
        if check.status != 0 { scene.breaches.note(.failures, "check: \(check.output)") }
        let inventory = Inventory(service)
        for path in inventory.spooled { scene.breaches.note(.orphans, "spool/\(path)") }
        for path in inventory.emptyFolders { scene.breaches.note(.orphans, "empty folder \(path)") }
        return inventory
    }

    /// While a server runs and nobody changes anything: reads all that was acknowledged, and finds an owner for all that
    /// lies in the stores.
    func judge(_ inventory: Inventory, _ api: API, all: Bool) async throws {
        let reader = Reader(scene: scene, api: api, visitor: scene.visitors[0])
        try await read(reader)
        for path in all ? scene.ledger.deleted[...] : scene.ledger.deleted.suffix(Self.deletedAgain) {
            try await reader.readDeleted(path)
        }
        let avatars = try await settleAvatars(reader)
        let live = Set(scene.ledger.files.map(\.path))
        for (path, place) in inventory.blobs where !live.contains(path) {
            guard try await hasOwner(path, place, live, avatars, reader) else {
                scene.breaches.note(.orphans, path)
                continue
            }
        }
    }

    /// Reads every file, and settles the fate of those whose deletion had no answer.
    private func read(_ reader: Reader) async throws {
        for file in scene.ledger.files {
            if scene.ledger.fate(of: file.path) == .inDoubt {
                let answer = try await reader.api.read(file.path, as: reader.visitor)
                guard answer.status == 200 else {
                    scene.ledger.deletedForGood(file.path)
                    continue
                }
                scene.ledger.stillThere(file.path)
            }
            try await reader.read(file)
        }
    }

    private func settleAvatars(_ reader: Reader) async throws -> Set<Digest> {
        var live: Set<Digest> = []
        for (owner, portrait) in scene.portraits.enumerated() {
            let sight = try await reader.readAvatar(of: owner)
            portrait.settle(on: sight)
            if let sight { live.insert(sight) }
        }
        return live
    }

    /// Whether a blob that is no known file's is a live avatar's, a thumbnail beside its original, or a file whose upload
    /// had no answer: that is served, and has bytes that somebody sent.
    private func hasOwner(
        _ path: String, _ place: String, _ live: Set<String>, _ avatars: Set<Digest>, _ reader: Reader
    ) async throws -> Bool {
        if let original = Self.original(path) {
            if live.contains(original) { return true }
            return try await hasOwner(original, Self.original(place) ?? place, live, avatars, reader)
        }
        guard FileManager.default.fileExists(atPath: place) else { return false }
        let digest = try Inventory.digest(ofFileAt: place)
        if path.hasPrefix("avatars/") { return avatars.contains(digest) }
        if scene.ledger.fate(of: path) == .kept { return true }
        let answer = try await reader.api.read(path, as: reader.visitor)
        return answer.status == 200 && scene.ledger.found(digest, at: path)
    }

    /// The path beside which `path` would be the thumbnail.
    private static func original(_ path: String) -> String? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.popLast(), name.hasPrefix(thumbnailPrefix) else { return nil }
        return (parts + [String(name.dropFirst(thumbnailPrefix.count))]).joined(separator: "/")
    }
}
