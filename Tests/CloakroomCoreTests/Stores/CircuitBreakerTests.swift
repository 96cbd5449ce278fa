import Testing

@testable import CloakroomCore

@Suite struct CircuitBreakerTests {
    private let breaker = Bench()

    /// Holds the breaker, which the macros could not change in place.
    private final class Bench {
        private var breaker = CircuitBreaker()
        var state: CircuitBreaker.State { breaker.state }
        var openSince: Duration? { breaker.openSince }
        func admit(at now: Duration) -> CircuitBreaker.Pass? { breaker.admit(at: now) }
        func wouldAdmit(at now: Duration) -> Bool { breaker.wouldAdmit(at: now) }
        func succeeded(_ pass: CircuitBreaker.Pass) { breaker.succeeded(pass) }
        func failed(_ pass: CircuitBreaker.Pass, at now: Duration) { breaker.failed(pass, at: now) }
        func withdrawn(_ pass: CircuitBreaker.Pass, at now: Duration) { breaker.withdrawn(pass, at: now) }
    }

    private func fail(at now: Duration) throws {
        breaker.failed(try #require(breaker.admit(at: now)), at: now)
    }

    private func open() throws {
        for _ in 0..<CircuitBreaker.tolerance { try fail(at: .zero) }
    }

    @Test func opensAfterSoManyFailuresInARow() throws {
        for _ in 1..<CircuitBreaker.tolerance { try fail(at: .zero) }
        breaker.succeeded(try #require(breaker.admit(at: .zero)))
        for _ in 1..<CircuitBreaker.tolerance { try fail(at: .zero) }
        #expect(breaker.state == .closed && breaker.openSince == nil)
        try fail(at: .zero)
        #expect(breaker.state == .open && breaker.openSince == .zero)
        #expect(breaker.admit(at: .milliseconds(999)) == nil)
    }

    @Test func letsOneCallThroughAfterThePause() throws {
        try open()
        let probe = try #require(breaker.admit(at: .seconds(1)))
        #expect(breaker.admit(at: .seconds(100)) == nil)
        breaker.succeeded(probe)
        #expect(breaker.state == .closed && breaker.openSince == nil)
        #expect(breaker.admit(at: .seconds(1)) != nil)
    }

    @Test func pausesGrowUpToAMinuteAndShrinkWithSuccess() throws {
        try open()
        var now = Duration.zero
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
            #expect(breaker.admit(at: now + .seconds(pause) - .milliseconds(1)) == nil, "\(pause)")
            now += .seconds(pause)
            try fail(at: now)
        }
        #expect(breaker.openSince == .zero)
        now += .seconds(60)
        breaker.succeeded(try #require(breaker.admit(at: now)))
        for _ in 0..<CircuitBreaker.tolerance { try fail(at: now) }
        #expect(breaker.wouldAdmit(at: now + .seconds(1)))
    }

    @Test func whatBeganBeforeTheTurnTellsNothing() throws {
        let old = try (0..<3).map { _ in try #require(breaker.admit(at: .zero)) }
        try open()
        breaker.succeeded(old[0])
        #expect(breaker.state == .open)
        let probe = try #require(breaker.admit(at: .seconds(1)))
        breaker.failed(old[1], at: .seconds(1))
        #expect(breaker.state == .probing)
        breaker.succeeded(probe)
        for _ in 0..<CircuitBreaker.tolerance { breaker.failed(old[2], at: .seconds(1)) }
        #expect(breaker.state == .closed)
    }

    @Test func aProbeThatIsGivenUpMakesRoomForTheNext() throws {
        try open()
        breaker.withdrawn(try #require(breaker.admit(at: .seconds(1))), at: .seconds(1))
        #expect(breaker.wouldAdmit(at: .seconds(1)))
        #expect(breaker.admit(at: .seconds(1)) != nil)
    }
}
