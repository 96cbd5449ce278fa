import CloakroomCore
import CloakroomTesting
import Logging
import Testing

@testable import CloakroomIdentity

@Suite struct RemoteKeySetTests {
    private let clock = HandClock()
    private let backend = ScriptedBackend()
    private let keys: RemoteKeySet
    private let identity: ClaimsIdentity
    private let first = BackendSigner("first")
    private let second = BackendSigner("second")
    private let claims: [String: JSONValue] = ["_id": .text(String(repeating: "a", count: 24))]

    init() throws {
        keys = RemoteKeySet(
            url: try #require(BackendURL("https://chat.example/keys")), backend: backend, pace: KeySetPace(),
            stopwatch: clock.stopwatch, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        identity = ClaimsIdentity(ClaimsVerifier(keys: .remote(keys), rules: ClaimsRules(), clock: clock.wall))
    }

    /// The kind of error with which a token is refused, after whatever fetching it began has ended.
    private func refusal(_ token: String) async -> CloakroomError.Kind? {
        let kind = await CloakroomIdentityTests.refusal { _ = try await identity.authenticate(.token(token)) }
        await keys.settle()
        return kind
    }

    private var fetches: Int { get async { await backend.asked.count } }

    @Test func oneFetchServesManyTokens() async throws {
        await backend.say(BackendSigner.set(first))
        for number in 0..<20 {
            var claims = claims
            claims["n"] = .integer(Int64(number))
            #expect(await refusal(try await first.token(claims)) == nil)
        }
        #expect(await fetches == 1)
    }

    @Test func aNewKeyIsFetchedWhenItsFirstTokenComes() async throws {
        await backend.say(BackendSigner.set(first))
        #expect(await refusal(try await first.token(claims)) == nil)
        await backend.say(BackendSigner.set(first, second))
        #expect(await refusal(try await second.token(claims)) == nil)
        #expect(await fetches == 2)
    }

    @Test func unknownKeysLeadToAFetchOnceInHalfAMinute() async throws {
        await backend.say(BackendSigner.set(first))
        #expect(await refusal(try await first.token(claims)) == nil)
        for number in 0..<50 {
            #expect(await refusal(try await BackendSigner("made up \(number)").token(claims)) == .unauthenticated)
        }
        #expect(await fetches == 2)
        await backend.say(BackendSigner.set(first, second))
        clock.turn(milliseconds: 29_999)
        #expect(await refusal(try await second.token(claims)) == .unauthenticated)
        #expect(await fetches == 2)
        clock.turn(milliseconds: 1)
        #expect(await refusal(try await second.token(claims)) == nil)
        #expect(await fetches == 3)
    }

    @Test func theVeryFirstTokenMayBeOfAnUnknownKeyAndFetchesOnce() async throws {
        await backend.say(BackendSigner.set(first))
        #expect(await refusal(try await second.token(claims)) == .unauthenticated)
        #expect(await fetches == 1)
    }

    @Test func oldKeysAreFetchedAnewAndAWithdrawnOneEndsWhatItSigned() async throws {
        await backend.say(BackendSigner.set(first))
        let token = try await first.token(claims)
        #expect(await refusal(token) == nil)
        await backend.say(BackendSigner.set(second))
        clock.turn(milliseconds: 299_999)
        #expect(await refusal(token) == nil)
        #expect(await fetches == 1)
        clock.turn(milliseconds: 1)
        #expect(await refusal(token) == nil, "this one goes on with the old keys, and has them fetched")
        #expect(await fetches == 2)
        #expect(await refusal(token) == .unauthenticated)
    }

    @Test func anotherKeyUnderTheSameNameEndsWhatTheOldOneSigned() async throws {
        await backend.say(BackendSigner.set(first))
        let token = try await first.token(claims)
        #expect(await refusal(token) == nil)
        await backend.say(BackendSigner.set(BackendSigner("first")))
        clock.turn(seconds: 300)
        _ = await refusal(token)
        #expect(await refusal(token) == .unauthenticated)
    }

    @Test func anOutageIsBridgedForAnHourAndTriedEveryFewSeconds() async throws {
        await backend.say(BackendSigner.set(first))
        let token = try await first.token(claims)
        #expect(await refusal(token) == nil)
        await backend.say(nil)
        clock.turn(seconds: 300)
        for _ in 0..<10 { #expect(await refusal(token) == nil) }
        #expect(await fetches == 2)
        clock.turn(milliseconds: 5000)
        #expect(await refusal(token) == nil)
        #expect(await fetches == 3)
        clock.turn(milliseconds: 3_600_000 - 305_000 - 1)
        #expect(await refusal(token) == nil)
        clock.turn(milliseconds: 1)
        #expect(await refusal(token) == .unavailable)
        await backend.say(BackendSigner.set(first))
        clock.turn(seconds: 5)
        #expect(await refusal(token) == nil)
    }

    /// Whether such a token is good cannot be told, so it is not called bad.
    @Test func anUnknownKeyDuringAnOutageIsNobodysFault() async throws {
        await backend.say(BackendSigner.set(first))
        #expect(await refusal(try await first.token(claims)) == nil)
        await backend.say(nil)
        let token = try await second.token(claims)
        #expect(await refusal(token) == .unavailable)
        #expect(await refusal(token) == .unavailable)
        #expect(await fetches == 2)
    }

    @Test func withoutAnyKeysEveryTokenWaitsForABetterMoment() async throws {
        await backend.say("<html>")
        for _ in 0..<10 { #expect(await refusal(try await first.token(claims)) == .unavailable) }
        #expect(await fetches == 1)
        await backend.say(BackendSigner.set(first))
        clock.turn(seconds: 5)
        #expect(await refusal(try await first.token(claims)) == nil)
    }

    @Test func manyAtOnceFetchOnce() async throws {
        await backend.say(BackendSigner.set(first))
        await backend.hold()
        let token = try await first.token(claims)
        try await withThrowingTaskGroup(of: Principal.self) { group in
            for _ in 0..<50 { group.addTask { try await identity.authenticate(.token(token)) } }
            await backend.waitForQuestions(1)
            await backend.release()
            for try await _ in group {}
        }
        #expect(await fetches == 1)
    }

    @Test func noCredentialIsSentToTheKeysAddress() async throws {
        await backend.say(BackendSigner.set(first))
        _ = await refusal(try await first.token(claims))
        #expect(await backend.asked == ["https://chat.example/keys"])
    }
}
