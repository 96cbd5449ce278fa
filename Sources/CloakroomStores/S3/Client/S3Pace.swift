internal import Synchronization

/// How long one call may take, its repetitions included.
struct S3Pace: Sendable {
    /// For one try.
    let attempt: Duration
    /// For all of them.
    let total: Duration

    /// Bytes a second: what is slower than this counts as hanging.
    private static let slowestNetwork: Int64 = 64 << 10
    private static let slowestServer: Int64 = 1 << 20

    /// For a call that moves few bytes.
    static func short(_ patience: Duration) -> S3Pace { S3Pace(attempt: patience / 2, total: patience) }

    /// For one that a large store needs time for: a page of a listing.
    static func long(_ patience: Duration) -> S3Pace { S3Pace(attempt: patience * 3, total: patience * 6) }

    /// For putting parts of `count` bytes together: some servers copy them, and even the largest ask for minutes.
    static func assembling(_ count: Int64, _ patience: Duration) -> S3Pace {
        let time = patience * 6 + .seconds(count / slowestServer)
        return S3Pace(attempt: time, total: time * 2)
    }

    /// For one that moves `count` bytes.
    static func moving(_ count: Int64, _ patience: Duration) -> S3Pace {
        let time = patience + .seconds(count / slowestNetwork)
        return S3Pace(attempt: time, total: time)
    }
}

/// The pauses between the tries of one call: each about twice as long as the one before, and never quite the same, so that
/// callers who failed together do not come back together.
struct Backoff: Sendable {
    private static let mostTries = 4
    /// What took its whole time once is given one more chance.
    private static let mostTimeouts = 2

    /// Before the first repetition.
    let first: Duration
    private var tries = 0
    private var timeouts = 0

    init(first: Duration) {
        self.first = first
    }

    /// The time to wait after a failure; nil when that was enough.
    mutating func pause(afterTimeout isTimeout: Bool) -> Duration? {
        tries += 1
        timeouts += isTimeout ? 1 : 0
        guard tries < Self.mostTries, timeouts < Self.mostTimeouts else { return nil }
        return first * (1 << (tries - 1)) * Double.random(in: 0.5...1)
    }
}
