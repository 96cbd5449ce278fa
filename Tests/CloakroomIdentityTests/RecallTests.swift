import CloakroomCore
import CloakroomTesting
import Logging
import Testing

@testable import CloakroomIdentity

/// What is answered from memory is what would be answered otherwise, for as long as that may be believed.
@Suite struct RecallTests {
    // MARK: Accounts of our own

    /// Tokens of every kind of holder, signed with every kind of secret.
    private static func tokens(_ world: World) -> [String] {
        let (ada, bot, subscription) = (world.ada.id.text, world.bot.id.text, world.subscription.id.text)
        let project = world.audience("projects/\(world.project)")
        let secret = world.secret(.project(world.project))
        return [
            world.token(["_id": .text(ada)]),
            world.token(["_id": .text(ada), "aud": project], signedWith: secret),
            world.token(["_id": .text("some-guest"), "sub": .text("guest")]),
            world.token(["_id": .text("some-guest"), "sub": .text("guest"), "aud": project], signedWith: secret),
            world.token(["_id": .text("some-user"), "sub": .text("userexternal"), "aud": project], signedWith: secret),
            world.token(["_id": .text(bot), "sub": .text("bot")]),
            world.token(
                ["_id": .text(bot), "sub": .text("bot"), "aud": world.audience("bots/\(bot)")],
                signedWith: world.secret(.bot(world.bot.id))),
            world.token(["_id": .text(subscription), "sub": .text("subscription")]),
        ]
    }

    @Test func everyHolderIsRecalledAsItWasFound() async throws {
        let world = try await World()
        for token in Self.tokens(world) {
            #expect(world.identity.recall(.token(token)) == nil)
            let principal = try await world.identity.authenticate(.token(token))
            #expect(world.identity.recall(.token(token))?.value == principal)
            #expect(world.identity.recall(.token(token + "x")) == nil)
            let membership = try await world.identity.membership(of: principal, in: world.project)
            #expect(world.identity.recallMembership(of: principal, in: world.project)?.value == membership)
            #expect(world.identity.recallMembership(of: principal, in: world.elsewhere) == nil)
        }
    }

    @Test func aHolderWhoHasGoneIsForgottenWithinASecond() async throws {
        let world = try await World()
        let tokens = Self.tokens(world)
        for token in tokens { _ = try await world.identity.authenticate(.token(token)) }
        let ada = Principal(kind: .user, id: world.ada.id.text)
        _ = try await world.identity.membership(of: ada, in: world.project)
        _ = try await world.identity.project(world.project)
        world.clock.turn(milliseconds: 999)
        #expect(tokens.allSatisfy { world.identity.recall(.token($0)) != nil })
        #expect(world.identity.recall(project: world.project)?.value.name == "Here")
        world.clock.turn(milliseconds: 1)
        // Guests have no account: the global key alone speaks for them.
        let left = tokens.filter { world.identity.recall(.token($0)) != nil }
        #expect(left == [tokens[2]])
        #expect(world.identity.recallMembership(of: ada, in: world.project) == nil)
        #expect(world.identity.recall(project: world.project) == nil)
    }

    /// Neither a millisecond sooner nor later: whoever remembers what was recalled asks nobody until then.
    @Test(arguments: 0..<8) func whatIsRecalledSaysUntilWhen(kind: Int) async throws {
        let world = try await World()
        let token = Self.tokens(world)[kind]
        let principal = try await world.identity.authenticate(.token(token))
        world.clock.turn(milliseconds: 400)
        _ = try await world.identity.membership(of: principal, in: world.project)
        _ = try await world.identity.project(world.project)
        let start = world.clock.now
        let recalls: [() -> Timestamp?] = [
            { world.identity.recall(.token(token))?.until },
            { world.identity.recallMembership(of: principal, in: world.project)?.until },
            { world.identity.recall(project: world.project)?.until },
        ]
        for recall in recalls {
            guard let end = recall() else { continue }
            world.clock.turn(milliseconds: end.since(world.clock.now) - 1)
            #expect(recall() == end)
            world.clock.turn(milliseconds: 1)
            #expect(recall() == nil)
            world.clock.turn(milliseconds: -end.since(start))
        }
    }

    @Test func aTokenIsRecalledUntilItEnds() async throws {
        let world = try await World()
        let end = world.clock.now.seconds + 1
        let token = world.token(["_id": .text("some-guest"), "sub": .text("guest"), "exp": .integer(end)])
        _ = try await world.identity.authenticate(.token(token))
        world.clock.turn(milliseconds: 999)
        #expect(world.identity.recall(.token(token))?.until == Timestamp(milliseconds: end * 1000))
        world.clock.turn(milliseconds: 1)
        #expect(world.identity.recall(.token(token)) == nil)
    }

    @Test func aRotatedSecretIsRecalledByNoToken() async throws {
        let world = try await World()
        let token = Self.tokens(world)[3]
        _ = try await world.identity.authenticate(.token(token))
        _ = try await SecretKeeper(directory: world.directory).rotate(.project(world.project))
        world.clock.turn(milliseconds: 1000)
        #expect(await world.refusal(of: token) == .unauthenticated)
        #expect(world.identity.recall(.token(token)) == nil)
    }

    @Test func passwordsAndAccountsIdsAreNeverRecalled() async throws {
        let world = try await World()
        let password = Credential.basic(email: "ada@example.org", password: "a:b::c")
        _ = try await world.identity.authenticate(password)
        #expect(world.identity.recall(password) == nil)
        let taken = world.token(["_id": .text(String(repeating: "9", count: 24)), "sub": .text("guest")])
        _ = try await world.identity.authenticate(.token(taken))
        #expect(world.identity.recall(.token(taken)) == nil)
    }

    // MARK: A backend's

    @Test func aBackendsTokenIsRecalledAsLongAsItsKeysNeedNotBeFetched() async throws {
        let (clock, backend, signer) = (HandClock(), ScriptedBackend(), BackendSigner("first"))
        let pace = KeySetPace()
        let keys = RemoteKeySet(
            url: try #require(BackendURL("https://chat.example/keys")), backend: backend, pace: pace,
            stopwatch: clock.stopwatch, logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let identity = ClaimsIdentity(ClaimsVerifier(keys: .remote(keys), rules: ClaimsRules(), clock: clock.wall))
        await backend.say(BackendSigner.set(signer))
        let token = Credential.token(try await signer.token(["_id": .text(String(repeating: "a", count: 24))]))
        #expect(identity.recall(token) == nil)
        let principal = try await identity.authenticate(token)
        #expect(identity.recall(token)?.value == principal)
        #expect(identity.recall(token)?.until == clock.now.adding(seconds: 1))
        clock.turn(milliseconds: Int64(pace.fresh / .milliseconds(1)))
        #expect(identity.recall(token) == nil)
    }

    @Test func aBackendsAnswerIsRecalledForItsTime() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "agent")
        #expect(world.identity.recall(world.credential) == nil)
        let principal = try await world.identity.authenticate(world.credential)
        _ = try await world.identity.membership(of: principal, in: world.project)
        world.clock.turn(milliseconds: 9999)
        #expect(world.identity.recall(world.credential)?.value == principal)
        #expect(world.identity.recallMembership(of: principal, in: world.project)?.value == .person(.agent))
        #expect(world.identity.recallMembership(of: principal, in: world.elsewhere) == nil)
        world.clock.turn(milliseconds: 1)
        #expect(world.identity.recall(world.credential) == nil)
        #expect(world.identity.recallMembership(of: principal, in: world.project) == nil)
    }

    @Test func aRefusalIsNotRecalled() async throws {
        let world = try UpstreamWorld()
        await world.backend.say("", status: 401)
        #expect(await refusal { _ = try await world.identity.authenticate(world.credential) } == .unauthenticated)
        #expect(world.identity.recall(world.credential) == nil)
    }
}
