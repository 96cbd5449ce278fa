internal import Synchronization

/// For how long nobody tries to connect, after somebody could not: longer each time, and over for all when one can.
final class PostgreSQLPause: Sendable {
    private static let shortest = Duration.milliseconds(100)
    private static let longest = Duration.seconds(2)

    private struct State {
        var next = PostgreSQLPause.shortest
        var end: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.end.map { $0 <= .now } ?? true } }

    func begin() {
        state.withLock { state in
            state.end = .now + state.next
            state.next = min(state.next * 2, Self.longest)
        }
    }

    func cancel() {
        state.withLock { $0 = State() }
    }
}
