internal import Synchronization

/// One call on the threads, and who waits for its end. The first answer counts.
final class FileCall<Answer: Sendable>: AnyFileCall {
    let patience: Duration?
    private let caller: Mutex<CheckedContinuation<Answer, any Error>?>

    init(_ caller: CheckedContinuation<Answer, any Error>, patience: Duration?) {
        self.patience = patience
        self.caller = Mutex(caller)
    }

    var isAwaited: Bool { caller.withLock { $0 != nil } }

    func answer(_ outcome: Result<Answer, any Error>) {
        let waiting = caller.withLock { caller in
            defer { caller = nil }
            return caller
        }
        waiting?.resume(with: outcome)
    }

    func fail(_ error: any Error) { answer(.failure(error)) }
}

/// A call, whatever it answers.
protocol AnyFileCall: Sendable {
    /// How long it may run; nil for as long as it likes.
    var patience: Duration? { get }
    func fail(_ error: any Error)
}
