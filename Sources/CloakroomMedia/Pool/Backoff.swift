/// How long nobody tries again what has just failed: 0.1 seconds, twice as long each time, 5 seconds at most.
struct Backoff {
    private static let longest: Duration = .seconds(5)

    private var pause: Duration = .milliseconds(50)
    private var end: ContinuousClock.Instant?

    var isOver: Bool { end.map { $0 <= .now } ?? true }

    mutating func fail(at now: ContinuousClock.Instant = .now) {
        pause = min(pause * 2, Self.longest)
        end = now + pause
    }
}
