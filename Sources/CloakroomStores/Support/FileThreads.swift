internal import CloakroomCore
internal import NIOPosix

/// A few threads for file calls, which may block for as long as a disk likes. Each store has its own, so that a hanging
/// disk holds up nobody else.
final class FileThreads: Sendable {
    private let pool: NIOThreadPool
    private let gauge: QueueGauge

    /// - Parameter name: what the metrics call the queue before the threads.
    init(_ count: Int, name: String) {
        gauge = QueueGauge(name)
        pool = NIOThreadPool(numberOfThreads: max(1, count))
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Runs `body` to its end, even when the task is cancelled meanwhile: clearing up must not be skipped.
    /// - Throws: what `body` throws; a failed file call as a `CloakroomError`.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        do {
            return try await gauge.counting { try await submit(body) }
        } catch let failure as FileFailure {
            throw CloakroomError(failure)
        }
    }

    private func submit<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            pool.submit { state in
                continuation.resume(
                    with: Swift.Result {
                        guard state == .active else { throw CancellationError() }
                        return try body()
                    })
            }
        }
    }
}
