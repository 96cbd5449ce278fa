public import CloakroomCore
internal import NIOHTTP1
internal import Synchronization

extension S3Store {
    private static let erasedAtOnce = 16

    /// One by one: deleting many in one request asks for a digest that servers differ in.
    public func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        let failures = Failures()
        await withTaskGroup(of: Void.self) { group in
            for (count, key) in Set(keys).enumerated() {
                if count >= Self.erasedAtOnce { await group.next() }
                group.addTask { await erase(key, failures) }
            }
        }
        if tidying.isDue() { try? await abortUploads(begunBefore: tidying.limit) }
        return failures.all
    }

    private func erase(_ key: BlobKey, _ failures: Failures) async {
        do {
            try failures.check()
            try await erase(key)
        } catch {
            failures.add(error, of: key)
        }
    }

    private func erase(_ key: BlobKey) async throws {
        guard let object = object(key) else { return }
        try await telling {
            do {
                _ = try await client.send(S3Request(method: .DELETE, object: object), .short(patience))
            } catch let failure as S3Failure where failure.meansAbsent {
                // That is what was wanted.
            }
        }
    }
}

/// What has failed of a batch so far.
private final class Failures: Sendable {
    /// Failures after which the rest is not tried: a server that is down costs a timeout for each.
    private static let tolerance = 8

    private let errors = Mutex<[BlobKey: any Error]>([:])

    var all: [BlobKey: any Error] { errors.withLock { $0 } }

    func add(_ error: any Error, of key: BlobKey) {
        errors.withLock { $0[key] = error }
    }

    /// - Throws: when the rest is not worth trying.
    func check() throws {
        let failure = errors.withLock { $0.count < Self.tolerance ? nil : $0.first?.value }
        if let failure { throw failure }
    }
}
