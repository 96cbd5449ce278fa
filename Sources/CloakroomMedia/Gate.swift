internal import CloakroomCore
internal import Synchronization

/// Lets so many callers in, running and waiting together, and turns the others away at once.
final class Gate: Sendable {
    private let limit: Int
    private let retryAfter: Int
    private let inside = Mutex(0)
    private let gauge = QueueGauge("media")

    init(limit: Int, retryAfter: Int) {
        self.limit = limit
        self.retryAfter = retryAfter
    }

    /// - Throws: `.busy` when the gate is full, and whatever `body` throws.
    func enter<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let isIn = inside.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isIn else { throw CloakroomError(.busy(retryAfter: retryAfter), "\(limit) files are being looked at") }
        defer { inside.withLock { $0 -= 1 } }
        return try await gauge.counting(body)
    }
}
