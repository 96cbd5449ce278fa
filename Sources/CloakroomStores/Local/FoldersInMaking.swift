internal import Synchronization

/// The folders that somebody has made but not yet made durable. Who finds one of these there must sync its parent too
/// before he relies on it.
final class FoldersInMaking: Sendable {
    private let makers = Mutex<[String: Int]>([:])

    /// To be called before the folder is made, so that nobody finds it without finding it here.
    func begin(_ path: String) {
        makers.withLock { $0[path, default: 0] += 1 }
    }

    /// To be called when the folder is durable, or gone.
    func end(_ path: String) {
        makers.withLock { makers in
            guard let count = makers[path] else { return }
            makers[path] = count > 1 ? count - 1 : nil
        }
    }

    func contains(_ path: String) -> Bool {
        makers.withLock { $0[path] != nil }
    }
}
