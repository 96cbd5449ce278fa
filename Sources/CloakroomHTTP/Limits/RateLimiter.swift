import Synchronization

/// A token bucket for each of many clients.
///
/// A bucket is kept as the moment at which it will be full again (the generic cell rate algorithm): a full bucket needs
/// no memory at all, and is forgotten when room is wanted.
final class RateLimiter: Sendable {
    /// What a request took, or would have taken.
    struct Verdict: Hashable {
        let isAllowed: Bool
        /// Requests a minute.
        let limit: Int
        /// What one request takes, and when the bucket is full again.
        fileprivate let cost: Duration
        fileprivate let full: Duration

        /// Requests that are left now.
        var remaining: Int { Int((max(.zero, RateLimiter.window - full) / cost + 0.001).rounded(.down)) }

        /// Seconds until the next request passes; 0 when it does now.
        var retryAfter: Int { isAllowed ? 0 : max(1, (full + cost - RateLimiter.window).wholeSeconds) }

        /// Seconds until the whole allowance is there again.
        var reset: Int { full.wholeSeconds }
    }

    private static let window = Duration.seconds(60)

    private let limit: Int
    private let cost: Duration
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let fullAt = Mutex<[String: ContinuousClock.Instant]>([:])

    /// - Parameters:
    ///   - limit: requests a minute; all of them may come at once.
    ///   - capacity: clients that are remembered.
    init(
        perMinute limit: Int, capacity: Int = 50_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.limit = max(1, limit)
        cost = Self.window / max(1, limit)
        self.capacity = max(1, capacity)
        self.now = now
    }

    /// Takes one request from the bucket of `client`, if there is one in it.
    func take(_ client: String) -> Verdict {
        let now = now()
        return fullAt.withLock { buckets in
            if buckets.count >= capacity, buckets[client] == nil { makeRoom(in: &buckets, now) }
            return take(from: &buckets[client], now)
        }
    }

    private func take(from fullAt: inout ContinuousClock.Instant?, _ now: ContinuousClock.Instant) -> Verdict {
        let filled = max(fullAt ?? now, now) + cost
        let isAllowed = filled - now <= Self.window
        if isAllowed { fullAt = filled }
        return Verdict(
            isAllowed: isAllowed, limit: limit, cost: cost, full: isAllowed ? filled - now : filled - cost - now)
    }

    /// Clients that are remembered now.
    var remembered: Int { fullAt.withLock { $0.count } }

    /// Forgets full buckets; if most are not, those too that are half full, and at last all: a quarter of the room is free
    /// afterwards, so that the next time is far off.
    private func makeRoom(in buckets: inout [String: ContinuousClock.Instant], _ now: ContinuousClock.Instant) {
        for allowance in [Duration.zero, Self.window / 2, Self.window] {
            buckets = buckets.filter { $0.value > now + allowance }
            if buckets.count <= capacity * 3 / 4 { return }
        }
    }
}

extension Duration {
    /// Rounded up.
    fileprivate var wholeSeconds: Int {
        let (seconds, rest) = components
        return Int(clamping: seconds) + (rest > 0 ? 1 : 0)
    }
}
