import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct IssueTests {
    @Test func aBotsTokenIsSignedWithItsOwnSecret() async throws {
        let world = try await World()
        let token = try await world.identity.issue(for: .bot(world.bot.id))
        let claims = try TokenVerifier.unverifiedClaims(token)
        #expect(claims["aud"] == .text("https://tiledesk.com/bots/\(world.bot.id)"))
        #expect(claims["sub"] == .text("bot"))
        #expect(claims["id_project"] == .text(world.project.text))
        let principal = try await world.identity.authenticate(.token(token))
        #expect(principal == Principal(kind: .bot, id: world.bot.id.text, confinedTo: world.project))
        _ = try await SecretKeeper(directory: world.directory).rotate(.bot(world.bot.id))
        world.clock.turn(milliseconds: 1000)
        #expect(await world.refusal(of: token) == .unauthenticated)
    }

    @Test func aBotWithoutSecretGetsOneThatStays() async throws {
        let world = try await World()
        let bot = Bot(id: .random(), project: world.project, name: "New")
        await world.directory.add(bot)
        let first = try await world.identity.issue(for: .bot(bot.id))
        let second = try await world.identity.issue(for: .bot(bot.id))
        #expect(first != second)
        #expect(await world.refusal(of: first) == nil)
        #expect(await world.refusal(of: second) == nil)
    }

    @Test func aTokenEndsAfterTheSecondsAskedFor() async throws {
        let world = try await World()
        let guest = GuestProfile(project: world.project)
        for holder in [LocalIdentity.Holder.user(world.ada.id), .bot(world.bot.id), .guest(guest)] {
            let token = try await world.identity.issue(for: holder, expires: 60)
            world.clock.turn(milliseconds: 59_999)
            #expect(await world.refusal(of: token) == nil)
            world.clock.turn(milliseconds: 1)
            #expect(await world.refusal(of: token) == .unauthenticated)
        }
    }

    @Test(arguments: [0, -1, Int64.min, Int64.max])
    func anEndThatIsNotAheadIsRefused(_ seconds: Int64) async throws {
        let world = try await World()
        let refusal = await world.refusal {
            _ = try await world.identity.issue(for: .user(world.ada.id), expires: seconds)
        }
        #expect(refusal == .invalid("A token must expire in the future"))
    }

    @Test func nobodyUnknownGetsAToken() async throws {
        let world = try await World()
        let id = HexID.random()
        #expect(
            await world.refusal { _ = try await world.identity.issue(for: .user(id)) }
                == .invalid("There is no user \(id)"))
        #expect(
            await world.refusal { _ = try await world.identity.issue(for: .bot(id)) }
                == .invalid("There is no bot \(id)"))
    }

    @Test func withoutAPrivateKeyNothingIsSignedAndNothingLeftBehind() async throws {
        let keys = try SigningKeys(publicPEM: TestKeys.rsaPublic, privatePEM: nil, algorithm: .rs256)
        #expect(!keys.canSign)
        let hand = HandHashing()
        let world = try await World(keys: keys, hashing: hand.hashing)
        let expected = CloakroomError.Kind.invalid("Tokens cannot be issued here: no private key is set")
        let identity = world.identity
        #expect(await world.refusal { _ = try await identity.issue(for: .user(world.ada.id)) } == expected)
        #expect(
            await world.refusal { _ = try await identity.signIn(email: world.ada.email, password: "x") } == expected)
        let guest = GuestProfile(project: world.project)
        #expect(await world.refusal { _ = try await identity.signInAnonymously(guest) } == expected)
        #expect(await world.directory.roleCount == 2)
        #expect(hand.count == 0)
        #expect(try await !identity.issue(for: .bot(world.bot.id)).isEmpty)
        let basic = Credential.basic(email: world.ada.email, password: "a:b::c")
        #expect(await world.refusal { _ = try await identity.authenticate(basic) } == nil)
    }
}
