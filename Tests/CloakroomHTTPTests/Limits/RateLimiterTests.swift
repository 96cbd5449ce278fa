import Synchronization
import Testing

@testable import CloakroomHTTP

@Suite struct RateLimiterTests {
    /// A clock turned by hand.
    private final class Clock: Sendable {
        private let instant = Mutex(ContinuousClock.now)

        func now() -> ContinuousClock.Instant { instant.withLock { $0 } }
        func advance(_ duration: Duration) { instant.withLock { $0 += duration } }
    }

    private let clock = Clock()

    private func limiter(_ limit: Int, capacity: Int = 100) -> RateLimiter {
        RateLimiter(perMinute: limit, capacity: capacity) { [clock] in clock.now() }
    }

    private func passed(_ count: Int, _ limiter: RateLimiter, _ client: String) -> Int {
        (0..<count).count { _ in limiter.take(client).isAllowed }
    }

    @Test func aMinutesAllowanceMayComeAtOnceAndNoMore() {
        let limiter = limiter(600)
        #expect(passed(1000, limiter, "a") == 600)
        #expect(passed(1000, limiter, "b") == 600)
    }

    @Test func theAllowanceComesBackEvenly() {
        let limiter = limiter(600)
        _ = passed(600, limiter, "a")
        clock.advance(.seconds(1))
        #expect(passed(1000, limiter, "a") == 10)
        clock.advance(.seconds(3600))
        #expect(passed(1000, limiter, "a") == 600)
    }

    @Test func refusedRequestsCostNothing() {
        let limiter = limiter(600)
        _ = passed(100_000, limiter, "a")
        clock.advance(.milliseconds(100))
        #expect(passed(2, limiter, "a") == 1)
    }

    @Test func theFiguresTellWhatIsLeftAndWhenToComeBack() {
        let limiter = limiter(200)
        let first = limiter.take("a")
        #expect(first.limit == 200 && first.remaining == 199 && first.retryAfter == 0 && first.reset == 1)
        #expect((1...199).map { _ in limiter.take("a").remaining } == (0...198).reversed())
        let refused = limiter.take("a")
        #expect(!refused.isAllowed && refused.remaining == 0 && refused.retryAfter == 1 && refused.reset == 60)
    }

    @Test func memoryIsBoundedAndWhoeverIsShortOfHisAllowanceIsRememberedLongest() {
        let limiter = limiter(200, capacity: 100)
        _ = passed(200, limiter, "greedy")
        for stranger in 0..<10_000 { _ = limiter.take("\(stranger)") }
        #expect(limiter.remembered <= 100)
        #expect(passed(1, limiter, "greedy") == 0)
    }

    @Test func memoryIsBoundedWhenEverybodyIsGreedy() {
        let limiter = limiter(200, capacity: 10)
        for client in 0..<1000 {
            #expect(passed(300, limiter, "\(client)") == 200)
            #expect(limiter.remembered <= 10)
        }
    }
}
