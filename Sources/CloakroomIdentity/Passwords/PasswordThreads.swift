import CloakroomCore
import NIOPosix
import Synchronization

/// Threads of their own for password hashing, behind a gate that refuses when enough are waiting.
final class PasswordThreads: Sendable {
    private let pool: NIOThreadPool
    private let admitted = Atomic<Int>(0)
    private let limit: Int

    init(running: Int, waiting: Int) {
        pool = NIOThreadPool(numberOfThreads: running)
        limit = running + waiting
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Runs `work` off the cooperative pool.
    /// - Throws: `.busy` at once when the gate is full; what `work` throws.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        defer { admitted.subtract(1, ordering: .relaxed) }
        guard admitted.add(1, ordering: .relaxed).newValue <= limit else {
            throw CloakroomError(.busy(retryAfter: 1), "too many passwords to check")
        }
        return try await pool.runIfActive(work)
    }
}
