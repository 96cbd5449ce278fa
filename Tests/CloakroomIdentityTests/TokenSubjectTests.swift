import CloakroomCore
import Testing

@testable import CloakroomIdentity

/// Whom a token may stand for, by the secret that signed it.
@Suite struct TokenSubjectTests {
    @Test func aGlobalTokenStandsForWhomItNames() async throws {
        let world = try await World()
        let ada = world.ada.id.text
        let bot = world.bot.id.text
        let uuid = "3f2b8c1e-0d4a-4e6b-9a57-1c2d3e4f5a6b"
        let cases: [([String: JSONValue], Principal)] = [
            (["_id": .text(ada), "sub": .text("user")], Principal(kind: .user, id: ada)),
            (["_id": .text(ada)], Principal(kind: .user, id: ada)),
            (["_id": .text(ada.uppercased())], Principal(kind: .user, id: ada)),
            (["_id": .text(ada), "sub": .text("whatever")], Principal(kind: .user, id: ada)),
            (["_doc": .object(["_id": .text(ada)])], Principal(kind: .user, id: ada)),
            (["_id": .text(ada), "aud": .text("https://tiledesk.com")], Principal(kind: .user, id: ada)),
            (["_id": .text(ada), "aud": .list([.text("https://tiledesk.com")])], Principal(kind: .user, id: ada)),
            (["_id": .text(uuid), "sub": .text("guest")], Principal(kind: .guest, id: uuid)),
            (
                ["_id": .text("c.u-s_t0mer"), "sub": .text("userexternal")],
                Principal(kind: .external, id: "c.u-s_t0mer")
            ),
            (["_id": .text(bot), "sub": .text("bot")], Principal(kind: .bot, id: bot, confinedTo: world.project)),
            (
                ["_id": .text(world.subscription.id.text), "sub": .text("subscription")],
                Principal(kind: .subscription, id: world.subscription.id.text, confinedTo: world.project)
            ),
        ]
        for (claims, principal) in cases {
            #expect(try await world.authenticate(claims) == principal)
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"sub":"user"}"#, #"{"_id":null}"#, #"{"_id":7}"#, #"{"_id":""}"#,
        #"{"_id":"ffffffffffffffffffffffff"}"#,
        #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa/.."}"#, #"{"_id":"aaaaaaaaaaaa"}"#, #"{"_id":["aaaaaaaaaaaaaaaaaaaaaaaa"]}"#,
        #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa","sub":1}"#, #"{"_id":"eeee","_doc":{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa"}}"#,
        #"{"_id":"ffffffffffffffffffffffff","sub":"bot"}"#, #"{"_id":"ffffffffffffffffffffffff","sub":"subscription"}"#,
        #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa","sub":"bot"}"#, #"{"sub":"guest"}"#, #"{"id":"x","sub":"guest"}"#,
    ])
    func aTokenWithoutAKnownHolderIsRefused(_ claims: String) async throws {
        let token = Forge.token(header: #"{"alg":"HS256"}"#, claims: claims, secret: TestKeys.secret)
        #expect(await (try World()).refusal(of: token) == .unauthenticated)
    }

    @Test(
        arguments: ["guest", "userexternal"],
        [
            "a/b", "..", ".", ".a", "a b", "a\u{0}", "a\n", "a\\b", "ä", "a%2Fb", "", "../../etc",
            String(repeating: "a", count: 65),
        ])
    func idsThatCouldLeaveTheirFolderAreRefused(_ kind: String, _ id: String) async throws {
        let world = try await World()
        #expect(await world.refusal(of: world.token(["_id": .text(id), "sub": .text(kind)])) == .unauthenticated)
    }

    @Test(arguments: ["guest", "userexternal"])
    func theLongestIdPasses(_ kind: String) async throws {
        let world = try await World()
        let token = world.token(["_id": .text(String(repeating: "a", count: 64)), "sub": .text(kind)])
        #expect(await world.refusal(of: token) == nil)
    }

    @Test(arguments: ["guest", "userexternal"])
    func nobodyTakesTheIdOfAnAccount(_ kind: String) async throws {
        let world = try await World()
        for id in [world.ada.id, world.bot.id, world.subscription.id] {
            for text in [id.text, id.text.uppercased()] {
                let claims: [String: JSONValue] = ["_id": .text(text), "sub": .text(kind)]
                #expect(await world.refusal(of: world.token(claims)) == .unauthenticated)
            }
        }
        #expect(
            await world.refusal(of: world.token(["_id": .text(String(repeating: "9", count: 24)), "sub": .text(kind)]))
                == nil)
    }

    @Test func aProjectSecretSpeaksForItsOwnPeopleThereOnly() async throws {
        let world = try await World()
        let secret = world.secret(.project(world.project))
        let here = world.audience("projects/\(world.project)")
        func principal(_ id: String, _ kind: String?) async throws -> Principal {
            var claims: [String: JSONValue] = ["_id": .text(id), "aud": here]
            claims["sub"] = kind.map { .text($0) }
            return try await world.authenticate(claims, signedWith: secret)
        }
        let ada = world.ada.id.text
        #expect(try await principal(ada, "user") == Principal(kind: .user, id: ada, confinedTo: world.project))
        #expect(try await principal(ada, nil) == Principal(kind: .user, id: ada, confinedTo: world.project))
        #expect(try await principal("g", "guest") == Principal(kind: .guest, id: "g", confinedTo: world.project))
        #expect(
            try await principal("x", "userexternal") == Principal(kind: .external, id: "x", confinedTo: world.project))
        for (id, kind) in [
            (world.eve.id.text, "user"), (world.bot.id.text, "bot"), (world.subscription.id.text, "subscription"),
        ] {
            let refusal = await world.refusal { _ = try await principal(id, kind) }
            #expect(refusal == .unauthenticated, "\(kind)")
        }
    }

    @Test func aBotOrSubscriptionSecretSpeaksForThatOneAlone() async throws {
        let world = try await World()
        let bot = world.bot.id.text
        let subscription = world.subscription.id.text
        let cases: [(name: SecretName, path: String, id: String, kind: String, holds: Bool)] = [
            (.bot(world.bot.id), "bots/\(bot)", bot, "bot", true),
            (.bot(world.bot.id), "bots/\(bot)", world.otherBot.id.text, "bot", false),
            (.bot(world.bot.id), "bots/\(bot)", world.ada.id.text, "user", false),
            (.bot(world.bot.id), "bots/\(bot)", bot, "user", false),
            (.bot(world.bot.id), "bots/\(bot)", bot, "guest", false),
            (.bot(world.bot.id), "bots/\(bot)", "x", "userexternal", false),
            (.bot(world.bot.id), "bots/\(bot)", subscription, "subscription", false),
            (.bot(world.bot.id), "bots/\(world.otherBot.id)", world.otherBot.id.text, "bot", false),
            (.bot(world.bot.id), "projects/\(world.project)", bot, "bot", false),
            (.bot(world.bot.id), "", bot, "bot", false),
            (.subscription(world.subscription.id), "subscriptions/\(subscription)", subscription, "subscription", true),
            (.subscription(world.subscription.id), "subscriptions/\(subscription)", bot, "bot", false),
            (.subscription(world.subscription.id), "subscriptions/\(subscription)", world.ada.id.text, "user", false),
            (.project(world.elsewhere), "projects/\(world.project)", "x", "userexternal", false),
            (.project(world.project), "", world.ada.id.text, "user", false),
        ]
        for test in cases {
            let claims: [String: JSONValue] = [
                "_id": .text(test.id), "sub": .text(test.kind), "aud": world.audience(test.path),
            ]
            let refusal = await world.refusal(of: world.token(claims, signedWith: world.secret(test.name)))
            #expect(refusal == (test.holds ? nil : .unauthenticated), "\(test)")
        }
    }

    @Test func theGlobalSecretDoesNotSignForANarrowAudience() async throws {
        let world = try await World()
        for path in ["projects/\(world.project)", "bots/\(world.bot.id)", "projects/nothing", "bots/", "subscriptions"]
        {
            let token = world.token(["_id": .text(world.ada.id.text), "aud": world.audience(path)])
            #expect(await world.refusal(of: token) == .unauthenticated, "\(path)")
        }
    }

    @Test func anAudienceWithoutASecretIsRefused() async throws {
        let world = try await World()
        let token = world.token(
            ["_id": .text("x"), "sub": .text("guest"), "aud": world.audience("projects/\(HexID.random())")],
            signedWith: "")
        #expect(await world.refusal(of: token) == .unauthenticated)
    }
}
