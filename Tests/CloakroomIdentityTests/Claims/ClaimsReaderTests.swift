import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct ClaimsReaderTests {
    static let here = String(repeating: "1", count: 24)
    static let there = String(repeating: "2", count: 24)
    static let user = String(repeating: "a", count: 24)
    static let bot = String(repeating: "b", count: 24)

    private let clock = HandClock()

    private func identity(_ rules: ClaimsRules = ClaimsRules()) throws -> ClaimsIdentity {
        let keys = KeySet(try SigningKeys(secret: TestKeys.secret))
        return ClaimsIdentity(ClaimsVerifier(keys: .fixed(keys), rules: rules, clock: clock.wall))
    }

    private func principal(_ claims: String, _ rules: ClaimsRules = ClaimsRules()) async throws -> Principal {
        let token = Forge.token(header: #"{"alg":"HS256","kid":"any"}"#, claims: claims, secret: TestKeys.secret)
        return try await identity(rules).authenticate(.token(token))
    }

    private func membership(_ claims: String, in project: String) async throws -> Membership? {
        let project = try #require(HexID(project))
        return try await identity().membership(of: principal(claims), in: project)
    }

    /// What the token says beside its holder's id, and what that makes the holder here and there.
    private static let memberships: [(claims: String, here: Membership?, there: Membership?)] = [
        (#""projects":{"\#(here)":"admin"}"#, .person(.admin), nil),
        (#""projects":{"\#(here)":"admin","\#(there)":"Guest"}"#, .person(.admin), .person(.guest)),
        (#""id_project":"\#(here)","role":"agent""#, .person(.agent), nil),
        (#""id_project":"\#(here)","role":"agent","projects":{"\#(there)":"user"}"#, .person(.agent), .person(.user)),
        (#""id_project":"\#(here)","role":"owner","projects":{"\#(here)":"user"}"#, .person(.user), nil),
        (#""id_project":"\#(here)""#, nil, nil), (#""role":"owner""#, nil, nil), (#""x":1"#, nil, nil),
        (#""id_project":"\#(here)","role":"root""#, nil, nil), (#""id_project":"\#(here)","role":7"#, nil, nil),
        (#""id_project":"x","role":"owner","projects":{"y":"owner"}"#, nil, nil),
        (#""projects":"\#(here)","role":"owner""#, nil, nil), (#""projects":["\#(here)"]"#, nil, nil),
        (#""projects":{"\#(here)":{"role":"owner"}}"#, nil, nil),
        (#""projects":{"\#(here)":"owner"},"aud":"/projects/\#(there)""#, nil, nil),
        (#""projects":{"\#(here)":"owner","\#(there)":"owner"},"aud":"/projects/\#(there)""#, nil, .person(.owner)),
        (#""sub":"guest","id_project":"\#(here)""#, .person(.guest), nil),
        (#""sub":"guest","id_project":"\#(here)","role":"none""#, nil, nil),
    ]

    @Test(arguments: memberships)
    func aTokenGivesWhatItSaysAndNoMore(claims: String, here: Membership?, there: Membership?) async throws {
        let claims = #"{"_id":"\#(Self.user)",\#(claims)}"#
        #expect(try await membership(claims, in: Self.here) == here)
        #expect(try await membership(claims, in: Self.there) == there)
    }

    @Test(arguments: ["bot", "subscription"])
    func aServiceCountsInItsOwnProjectOnly(kind: String) async throws {
        let claims =
            #"{"_id":"\#(Self.bot)","sub":"\#(kind)","id_project":"\#(Self.here)","projects":{"\#(Self.there)":"owner"}}"#
        #expect(try await membership(claims, in: Self.here) == .service)
        #expect(try await membership(claims, in: Self.there) == nil)
        #expect(try await principal(claims).confinedTo == HexID(Self.here))
    }

    @Test(arguments: [
        #"{}"#, #"{"_id":"short"}"#, #"{"_id":7}"#, #"{"sub":"\#(user)"}"#, #"{"_id":"\#(user)","sub":7}"#,
        #"{"_id":"\#(bot)","sub":"bot"}"#, #"{"_id":"\#(bot)","sub":"bot","id_project":"x"}"#,
        #"{"_id":"\#(bot)","sub":"subscription"}"#,
        #"{"_id":"\#(bot)","sub":"bot","id_project":"\#(here)","aud":"/bots/\#(user)"}"#,
        #"{"_id":"\#(bot)","sub":"bot","id_project":"\#(here)","aud":"/subscriptions/\#(bot)"}"#,
        #"{"_id":"\#(bot)","sub":"bot","id_project":"\#(here)","aud":"/projects/\#(there)"}"#,
        #"{"_id":"\#(user)","aud":"/bots/\#(user)"}"#, #"{"_id":"\#(user)","aud":"/projects/x"}"#,
        #"{"_id":"\#(user)","sub":"userexternal"}"#, #"{"_id":"../x","sub":"guest"}"#,
        #"{"_id":"v","sub":"external","id_project":"\#(here)","aud":"/projects/\#(there)"}"#,
        #"{"_id":"\#(user)","exp":"soon"}"#,
    ])
    func aTokenWithoutAUsableHolderIsRefused(claims: String) async {
        #expect(await refusal { _ = try await principal(claims) } == .unauthenticated)
    }

    @Test func anExternalUsersIdCountsTogetherWithItsProject() async throws {
        for word in ["external", "userexternal"] {
            let claims = #"{"_id":"v-1","sub":"\#(word)","id_project":"\#(Self.here)","role":"user"}"#
            #expect(try await principal(claims).ownerTag == "external/\(Self.here)/v-1")
        }
    }

    @Test func aBotsProjectComesFromTheToken() async throws {
        let bot = try #require(HexID(Self.bot))
        let own = try await principal(#"{"_id":"\#(Self.bot)","sub":"bot","id_project":"\#(Self.here)"}"#)
        #expect(try await identity().project(ofBot: bot, for: own) == HexID(Self.here))
        let admin = try await principal(#"{"_id":"\#(Self.user)","bots":{"\#(Self.bot)":"\#(Self.there)"}}"#)
        #expect(try await identity().project(ofBot: bot, for: admin) == HexID(Self.there))
        #expect(try await identity().project(ofBot: try #require(HexID(Self.user)), for: admin) == nil)
    }

    @Test func theNamesOfTheClaimsAreSettings() async throws {
        var rules = ClaimsRules()
        rules.id = "sub"
        rules.kind = "https://desk.example/kind"
        rules.projects = "memberships"
        let claims =
            #"{"sub":"\#(Self.user)","memberships":{"\#(Self.here)":"owner"},"projects":{"\#(Self.there)":"owner"}"#
        let user = try await principal(claims + "}", rules)
        let identity = try identity(rules)
        #expect(try await identity.membership(of: user, in: try #require(HexID(Self.here))) == .person(.owner))
        #expect(try await identity.membership(of: user, in: try #require(HexID(Self.there))) == nil)
        let robot = claims + #","https://desk.example/kind":"robot"}"#
        #expect(await refusal { _ = try await principal(robot, rules) } == .unauthenticated)
    }

    @Test func issuerAndAudienceAreHeldToWhatIsSet() async throws {
        var rules = ClaimsRules()
        rules.issuer = "https://chat.example"
        rules.audience = "files"
        func outcome(_ more: String) async -> CloakroomError.Kind? {
            await refusal { _ = try await principal(#"{"_id":"\#(Self.user)"\#(more)}"#, rules) }
        }
        #expect(await outcome(#","iss":"https://chat.example","aud":"files""#) == nil)
        #expect(await outcome(#","iss":"https://chat.example","aud":["chat","files"]"#) == nil)
        #expect(await outcome(#","iss":"https://chat.example/","aud":"files""#) == .unauthenticated)
        #expect(await outcome(#","iss":"https://chat.example","aud":"chat""#) == .unauthenticated)
        #expect(await outcome(#","iss":"https://chat.example""#) == .unauthenticated)
        #expect(await outcome(#","aud":"files""#) == .unauthenticated)
    }

    @Test func aTokenEndsWhenItSaysAndWithLeewaySoManySecondsLater() async throws {
        for leeway: Int64 in [0, 5] {
            var rules = ClaimsRules()
            rules.leeway = leeway
            let clock = HandClock()
            let keys = KeySet(try SigningKeys(secret: TestKeys.secret))
            let identity = ClaimsIdentity(ClaimsVerifier(keys: .fixed(keys), rules: rules, clock: clock.wall))
            let start = clock.now.seconds
            let token = Forge.token(
                header: #"{"alg":"HS256"}"#,
                claims: #"{"_id":"\#(Self.user)","nbf":\#(start + leeway),"exp":\#(start + 10)}"#,
                secret: TestKeys.secret)
            func outcome() async -> CloakroomError.Kind? {
                await refusal { _ = try await identity.authenticate(.token(token)) }
            }
            #expect(await outcome() == nil)
            clock.turn(milliseconds: (10 + leeway) * 1000 - 1)
            #expect(await outcome() == nil)
            clock.turn(milliseconds: 1)
            #expect(await outcome() == .unauthenticated)
        }
    }

    @Test func passwordsAreTheBackendsBusiness() async throws {
        let kind = await refusal { _ = try await identity().authenticate(.basic(email: "a@b.c", password: "x")) }
        #expect(kind == .unauthenticated)
    }
}
