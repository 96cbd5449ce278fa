internal import Synchronization

/// Rows that could not be given up when their uploads failed, for the catalog was failing too. Without this they would
/// wait for their leases to end.
final class Leftovers: Sendable {
    /// Beyond so many the leases must do.
    private static let most = 10_000
    private let keys = Mutex<Set<BlobKey>>([])

    func add(_ key: BlobKey) {
        keys.withLock { keys in
            if keys.count < Self.most { keys.insert(key) }
        }
    }

    func takeAll() -> Set<BlobKey> {
        keys.withLock { keys in
            defer { keys = [] }
            return keys
        }
    }
}
