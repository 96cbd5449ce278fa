/// Keeps calls away from something that has failed several times in a row, and lets one through now and then to see
/// whether it works again. The pauses grow as long as it does not.
struct CircuitBreaker: Sendable {
    enum State: String, Sendable { case closed, open, probing }

    /// Permission for one call. It counts only in the turn in which it was given: an old call that ends late tells
    /// nothing of how things are now.
    struct Pass: Sendable {
        fileprivate let turn: Int
    }

    /// Failures in a row after which no more calls are let through.
    static let tolerance = 5
    static let shortestPause = Duration.seconds(1)
    static let longestPause = Duration.seconds(60)

    private(set) var state = State.closed
    /// Since when calls have been kept away, nil while all are let through.
    private(set) var openSince: Duration?
    private var failures = 0
    private var pause = Self.shortestPause
    private var nextProbe = Duration.zero
    private var turn = 0

    /// Nil when the call must not be made. Every pass must come back, by one of the calls below.
    mutating func admit(at now: Duration) -> Pass? {
        switch state {
        case .closed: return Pass(turn: turn)
        case .open where now >= nextProbe:
            enter(.probing)
            return Pass(turn: turn)
        case .open, .probing: return nil
        }
    }

    mutating func succeeded(_ pass: Pass) {
        guard pass.turn == turn else { return }
        failures = 0
        guard state != .closed else { return }
        pause = Self.shortestPause
        openSince = nil
        enter(.closed)
    }

    mutating func failed(_ pass: Pass, at now: Duration) {
        guard pass.turn == turn else { return }
        failures += 1
        switch state {
        case .closed where failures < Self.tolerance: return
        case .closed: openSince = now
        case .open, .probing: pause = min(pause * 2, Self.longestPause)
        }
        nextProbe = now + pause
        enter(.open)
    }

    /// The call was given up before it told anything.
    mutating func withdrawn(_ pass: Pass, at now: Duration) {
        guard pass.turn == turn, state == .probing else { return }
        nextProbe = now
        enter(.open)
    }

    /// Whether a call would be let through.
    func wouldAdmit(at now: Duration) -> Bool {
        state == .closed || (state == .open && now >= nextProbe)
    }

    private mutating func enter(_ next: State) {
        state = next
        turn += 1
    }
}
