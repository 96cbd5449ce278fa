internal import Synchronization

/// One call on the threads, and who waits for its end. The first answer counts.
final class FileCall<Answer: Sendable>: AnyFileCall {
    typealias Work = @Sendable (_ isAwaited: @escaping @Sendable () -> Bool) throws -> Answer

    let patience: Duration?
    private let work: Mutex<Work?>
    private let caller: Mutex<CheckedContinuation<Answer, any Error>?>

    init(_ caller: CheckedContinuation<Answer, any Error>, patience: Duration?, work: @escaping Work) {
        self.patience = patience
        self.work = Mutex(work)
        self.caller = Mutex(caller)
    }

    var isAwaited: Bool { caller.withLock { $0 != nil } }

    /// Does the work. When this returns nothing holds on any more to what the work used, an open file for example.
    func perform() -> Result<Answer, any Error> {
        let work = work.withLock { work in
            defer { work = nil }
            return work
        }
        return Result {
            guard let work else { throw CancellationError() }
            return try work { self.isAwaited }
        }
    }

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
