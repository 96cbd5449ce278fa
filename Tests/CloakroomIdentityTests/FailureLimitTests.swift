import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct FailureLimitTests {
    private let clock = HandClock()

    /// Seconds until the next failure may happen; nil when that is now.
    private func wait(_ limit: FailureLimit<String>, _ name: String = "a") throws -> Int? {
        do {
            try limit.check(name)
            return nil
        } catch let error as CloakroomError {
            guard case .tooManyFailures(let seconds) = error.kind else { throw error }
            return seconds
        }
    }

    @Test func soManyMayComeAtOnceAndThenOneByOne() throws {
        let limit = FailureLimit<String>(perHour: 20, clock: clock.wall)
        for _ in 0..<20 {
            #expect(try wait(limit) == nil)
            limit.count("a")
        }
        #expect(try wait(limit) == 180)
        clock.turn(milliseconds: 179_001)
        #expect(try wait(limit) == 1)
        clock.turn(milliseconds: 999)
        #expect(try wait(limit) == nil)
        limit.count("a")
        #expect(try wait(limit) == 180)
        clock.turn(seconds: 3600)
        for _ in 0..<20 { limit.count("a") }
        #expect(try wait(limit) == 180)
    }

    @Test func namesDoNotCountForEachOther() throws {
        let limit = FailureLimit<String>(perHour: 1, clock: clock.wall)
        limit.count("a")
        #expect(try wait(limit, "a") == 3600)
        #expect(try wait(limit, "b") == nil)
    }

    @Test func zeroIsNoLimit() throws {
        let limit = FailureLimit<String>(perHour: 0, clock: clock.wall)
        for _ in 0..<1000 { limit.count("a") }
        #expect(try wait(limit) == nil)
        #expect(limit.count == 0)
    }

    @Test func whatIsCountedBeyondTheLimitCostsNoMoreThanAnHour() throws {
        let limit = FailureLimit<String>(perHour: 2, clock: clock.wall)
        for _ in 0..<1000 { limit.count("a") }
        #expect(try wait(limit) ?? 0 <= 3600)
    }

    @Test func aClockSetBackLocksNobodyOutForLong() throws {
        let limit = FailureLimit<String>(perHour: 1, clock: clock.wall)
        limit.count("a")
        clock.turn(seconds: -1_000_000)
        #expect(try wait(limit) == 3600)
    }

    @Test func theMemoryIsBounded() {
        let limit = FailureLimit<String>(perHour: 1, names: 8, clock: clock.wall)
        for number in 0..<1000 { limit.count("\(number)") }
        #expect(limit.count <= 8)
    }
}
