internal import CloakroomCore
internal import Synchronization

/// A walk through all folders of a store, depth first. It keeps one folder open for each level, and no names.
final class BlobWalk: Sendable {
    /// Keys that are told of in one go.
    static let batch = 500

    private let trail: Mutex<[FolderEntries]>

    init(through root: Folder) throws {
        let entries = try FolderEntries(of: root)
        trail = Mutex([entries])
    }

    /// The next keys; none at the end.
    func next() throws -> [BlobKey] {
        try trail.withLock { trail in
            var keys: [BlobKey] = []
            while keys.count < Self.batch, let entries = trail.last {
                guard let entry = try entries.next() else {
                    trail.removeLast()
                    continue
                }
                let path = entries.folder.below(entry.name)
                switch entry.kind {
                case .file: if let key = Self.key(path) { keys.append(key) }
                case .folder where Self.key(path) != nil: try Self.enter(entry.name, &trail)
                default: break
                }
            }
            return keys
        }
    }

    /// Nil for what is the store's own: its marker, and copies that are being made.
    private static func key(_ path: String) -> BlobKey? {
        BlobKey(path).flatMap { BlobPath($0) == nil ? nil : $0 }
    }

    /// A folder that has gone meanwhile is passed over.
    private static func enter(_ name: String, _ trail: inout [FolderEntries]) throws {
        guard let parent = trail.last?.folder else { return }
        do throws(FileFailure) {
            trail.append(try FolderEntries(of: Folder(name, in: parent)))
        } catch {
            guard error.meansAbsent else { throw error }
        }
    }
}
