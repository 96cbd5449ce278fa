internal import CloakroomCore
internal import DequeModule
internal import Dispatch
internal import Foundation
internal import Synchronization

/// A few threads with a connection each, and the queue before them. A thread that is free takes its share of all that
/// waits, so calls are grouped under load, and a lone one never waits for company.
final class PostgreSQLLane: Sendable {
    typealias Work = @Sendable ([PostgreSQLCall], inout PostgreSQLSession) -> Void

    private struct State {
        var waiting: Deque<PostgreSQLCall> = []
        var isClosed = false
    }

    private enum Admission { case waits, refused, closed }

    private let state = Mutex(State())
    private let news = DispatchSemaphore(value: 0)
    private let ends = DispatchGroup()
    private let threads: Int
    private let longestBatch: Int
    private let longestQueue: Int

    /// Starts the threads. They connect when there is something to do, and end with ``close()``.
    init(
        _ name: String, at address: PostgreSQLAddress, _ pause: PostgreSQLPause, threads: Int, longestBatch: Int,
        longestQueue: Int = 8192, _ work: @escaping Work
    ) {
        self.threads = threads
        self.longestBatch = longestBatch
        self.longestQueue = longestQueue
        for number in 0..<threads {
            ends.enter()
            let thread = Thread { [self] in
                var session = PostgreSQLSession(address, pause)
                while let batch = nextBatch() {
                    if !batch.isEmpty { work(batch, &session) }
                }
                ends.leave()
            }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    /// Returns what each of `statements` answered.
    /// - Throws: `.busy` when too many calls wait, `.unavailable` after ``close()``, and what ended the statements.
    func perform(_ statements: [SQLStatement], within patience: Duration) async throws -> [SQLAnswer] {
        try await withCheckedThrowingContinuation { caller in
            let call = PostgreSQLCall(statements: statements, patience: patience) { caller.resume(with: $0) }
            switch admit(call) {
            case .waits: news.signal()
            case .refused: call.answer(.failure(CloakroomError(.busy(retryAfter: 1), "too many calls of the catalog")))
            case .closed: call.answer(.failure(CloakroomError(.unavailable, "the catalog is closed")))
            }
        }
    }

    private func admit(_ call: PostgreSQLCall) -> Admission {
        state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.waiting.count < longestQueue else { return .refused }
            state.waiting.append(call)
            return .waits
        }
    }

    /// Blocks until there may be something to do. Empty when others took it, nil at the end.
    private func nextBatch() -> [PostgreSQLCall]? {
        news.wait()
        return state.withLock { state in
            guard !state.isClosed || !state.waiting.isEmpty else { return nil }
            let share = (state.waiting.count + threads - 1) / threads
            let batch = Array(state.waiting.prefix(min(share, longestBatch)))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// Finishes what was begun and ends the threads. Blocks until that is done.
    func close() {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        if !wasClosed { for _ in 0..<threads { news.signal() } }
        ends.wait()
    }
}
