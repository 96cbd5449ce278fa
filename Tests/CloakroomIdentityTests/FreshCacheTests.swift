import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct FreshCacheTests {
    let clock = HandClock()

    func cache(limit: Int = 8) -> FreshCache<Int, String> {
        FreshCache(limit: limit, lifetime: 1000, clock: clock.wall)
    }

    @Test func aValueIsBelievedForItsLifetimeAndNoLonger() {
        let cache = cache()
        cache.keep("a", for: 1, since: clock.now)
        clock.turn(milliseconds: 999)
        #expect(cache.value(for: 1) == "a")
        clock.turn(milliseconds: 1)
        #expect(cache.value(for: 1) == nil)
    }

    @Test func aClockThatWasSetBackMakesNothingYounger() {
        let cache = cache()
        cache.keep("a", for: 1, since: clock.now)
        clock.turn(milliseconds: -1)
        #expect(cache.value(for: 1) == nil)
    }

    @Test func ageCountsFromBeforeTheLoading() async throws {
        let cache = cache()
        _ = try await cache.value(for: 1) {
            clock.turn(milliseconds: 600)
            return "slow"
        }
        clock.turn(milliseconds: 399)
        #expect(cache.value(for: 1) == "slow")
        clock.turn(milliseconds: 1)
        #expect(cache.value(for: 1) == nil)
    }

    @Test func aFailedLoadLeavesNothing() async throws {
        let cache = cache()
        await #expect(throws: CloakroomError.self) {
            try await cache.value(for: 1) { throw CloakroomError(.unavailable) }
        }
        #expect(cache.count == 0)
    }

    @Test func aForgottenValueIsGone() {
        let cache = cache()
        for key in 0..<8 { cache.keep("a", for: key, since: clock.now) }
        for key in 0..<8 { cache.forget(key) }
        #expect(cache.count == 0)
        #expect((0..<8).allSatisfy { cache.value(for: $0) == nil })
    }

    @Test func thousandsOfKeysLeaveNoMoreThanTheLimit() {
        let cache = cache(limit: 100)
        for key in 0..<10_000 { cache.keep("a", for: key, since: clock.now) }
        #expect(50...100 ~= cache.count)
        #expect(cache.value(for: 9999) == "a")
    }

    @Test func whatIsAskedForOutlivesWhatIsNot() {
        let cache = cache(limit: 10)
        cache.keep("kept", for: -1, since: clock.now)
        for key in 0..<1000 {
            cache.keep("a", for: key, since: clock.now)
            #expect(cache.value(for: -1) == "kept")
        }
        #expect(cache.value(for: 0) == nil)
    }

    @Test func replacingAValueTakesNoRoom() {
        let cache = cache(limit: 4)
        cache.keep("other", for: 1, since: clock.now)
        for _ in 0..<100 { cache.keep("a", for: 2, since: clock.now) }
        #expect(cache.value(for: 1) == "other")
        #expect(cache.count == 2)
    }
}
