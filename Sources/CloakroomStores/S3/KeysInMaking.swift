internal import CloakroomCore
internal import Synchronization

/// The keys that this process is about to fill. S3 lets the last writer win: here the first one does.
final class KeysInMaking: Sendable {
    private let keys = Mutex<Set<BlobKey>>([])

    /// - Throws: `.conflict` when somebody else is at work on `key`.
    func alone<Result>(with key: BlobKey, _ work: () async throws -> Result) async throws -> Result {
        guard keys.withLock({ $0.insert(key).inserted }) else {
            throw CloakroomError(.conflict, "key \(key) is being filled")
        }
        defer { keys.withLock { _ = $0.remove(key) } }
        return try await work()
    }
}
