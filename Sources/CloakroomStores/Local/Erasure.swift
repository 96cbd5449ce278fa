internal import CloakroomCore
internal import Glibc
internal import SystemPackage

/// Erases a batch of blobs, and the folders that it empties. Keys are taken in order, so that each folder is opened
/// once, and each one that stays is synced once.
struct Erasure {
    /// A folder on the way to the current key, and the keys whose being gone its entries have to remember.
    private struct Level {
        let folder: Folder
        var keys: [BlobKey] = []
    }

    /// The folders of the first part (`uploads`) stay even when empty.
    private static let firstRemovable = 2
    /// Folders that are kept open to be synced together, when one journal commit serves them all.
    private static let syncedTogether = 64

    private var trail: [Level]
    private var surviving: [Level] = []
    private var failures: [BlobKey: any Error] = [:]

    private init(in root: Folder) {
        trail = [Level(folder: root)]
    }

    /// - Returns: the keys that may still have bytes, each with the reason.
    static func erase(_ keys: [BlobKey], in root: Folder) -> [BlobKey: any Error] {
        var erasure = Erasure(in: root)
        for key in keys.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) { erasure.erase(key) }
        while !erasure.trail.isEmpty { erasure.leave() }
        erasure.syncSurviving()
        return erasure.failures
    }

    private mutating func erase(_ key: BlobKey) {
        guard let path = BlobPath(key) else { return }
        do throws(FileFailure) {
            try enter(path.folders)
            try unlink(path.name)
        } catch {
            guard error.meansAbsent else {
                failures[key] = CloakroomError(error)
                return
            }
        }
        // An absent blob may have been erased by somebody who died before it was durable: sync for it, too.
        trail[trail.count - 1].keys.append(key)
    }

    private func unlink(_ name: String) throws(FileFailure) {
        do throws(FileFailure) {
            try trail[trail.count - 1].folder.unlink(name)
        } catch {
            // A folder is no blob.
            guard error.code == .isDirectory else { throw error }
        }
    }

    /// Goes to a folder from wherever the trail is, as far as there are folders.
    private mutating func enter(_ folders: [String]) throws(FileFailure) {
        let shared = zip(trail.dropFirst(), folders).prefix { $0.folder.name == $1 }.count
        while trail.count > shared + 1 { leave() }
        for name in folders.dropFirst(shared) {
            trail.append(Level(folder: try Folder(name, in: trail[trail.count - 1].folder)))
        }
    }

    /// Leaves the last folder: removes it when it is empty, and remembers to sync whichever folder tells of that.
    private mutating func leave() {
        let level = trail.removeLast()
        guard !level.keys.isEmpty else { return }
        if trail.count >= Self.firstRemovable, trail[trail.count - 1].folder.removeIfEmpty(level.folder.name) {
            trail[trail.count - 1].keys += level.keys
        } else {
            surviving.append(level)
            if surviving.count == Self.syncedTogether { syncSurviving() }
        }
    }

    private mutating func syncSurviving() {
        for level in surviving {
            do throws(FileFailure) {
                try level.folder.sync()
            } catch {
                for key in level.keys { failures[key] = CloakroomError(error) }
            }
        }
        surviving = []
    }
}
