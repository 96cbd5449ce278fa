/// Tells how much time has passed, whatever becomes of the calendar; tests hand in one that they turn by hand.
public struct Stopwatch: Sendable {
    /// The time since some moment that stays the same.
    public let now: @Sendable () -> Duration

    public init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    public static let system: Stopwatch = {
        let start = ContinuousClock.now
        return Stopwatch { ContinuousClock.now - start }
    }()
}
