internal import CloakroomCore
internal import NIOPosix

/// A few threads for file calls, which may block for as long as a disk likes. Each store has its own, so that a hanging
/// disk holds up nobody else.
final class FileThreads: Sendable {
    /// Calls that may wait for a thread before more are refused.
    private static let longestQueue = 16_384

    private let pool: NIOThreadPool
    private let calls: CallTable
    private let gauge: QueueGauge

    /// - Parameter name: what the metrics call the queue before the threads.
    init(_ count: Int, name: String) {
        gauge = QueueGauge(name)
        pool = NIOThreadPool(numberOfThreads: max(1, count))
        pool.start()
        calls = CallTable(threads: max(1, count), most: max(1, count) + Self.longestQueue)
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Runs `body` to its end, even when the task is cancelled meanwhile: clearing up must not be skipped.
    ///
    /// A call that blocks cannot be ended. When it has run for longer than `patience`, the caller is told and waits no
    /// more; the thread stays busy until the call ends by itself, and once all threads are in that state, every further
    /// call is refused at once.
    /// - Parameter body: told whether the caller still waits.
    /// - Throws: what `body` throws; a failed file call as a `CloakroomError`; `.unavailable` for one that took too long,
    ///   `.busy` when too many wait already.
    func run<Result: Sendable>(
        within patience: Duration? = nil, _ body: @escaping FileCall<Result>.Work
    ) async throws -> Result {
        do {
            return try await gauge.counting { try await submit(body, within: patience) }
        } catch let failure as FileFailure {
            throw CloakroomError(failure)
        }
    }

    private func submit<Result: Sendable>(
        _ body: @escaping FileCall<Result>.Work, within patience: Duration?
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            let call = FileCall(caller, patience: patience, work: body)
            guard let ticket = calls.admit(call) else { return }
            pool.submit { [calls] state in
                guard calls.start(ticket) else { return }
                let outcome = state == .active ? call.perform() : .failure(CancellationError())
                calls.end(ticket)
                call.answer(outcome)
            }
        }
    }

    /// Whether a call is waiting or under way.
    var isBusy: Bool { calls.count > 0 }

    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await run { _ in try body() }
    }
}
