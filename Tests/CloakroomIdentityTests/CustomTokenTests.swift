import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct CustomTokenTests {
    func claims(_ world: World, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
        let base: [String: JSONValue] = [
            "_id": .text("customer-7"), "firstname": .text("Ann"), "sub": .text("userexternal"), "role": .text("admin"),
            "vip": .flag(true), "aud": world.audience("projects/\(world.project)"),
        ]
        return base.merging(more) { _, new in new }
    }

    func token(_ world: World, _ more: [String: JSONValue] = [:]) -> String {
        world.token(claims(world, more), signedWith: world.secret(.project(world.project)))
    }

    func refusal(_ world: World, _ token: String) async -> CloakroomError.Kind? {
        await world.refusal { _ = try await world.identity.signIn(customToken: token) }
    }

    @Test func anExternalUserIsAdmittedAsUserWhateverRoleItClaims() async throws {
        let world = try await World()
        let token = token(world)
        let principal = try await world.identity.authenticate(.token(token))
        #expect(try await world.identity.membership(of: principal, in: world.project) == nil)
        let session = try await world.identity.signIn(customToken: token)
        #expect(session.token == token)
        #expect(session.profile.map(\.key) == ["_id", "firstname", "aud", "sub", "vip"])
        #expect(session.profile.first?.value == .text("customer-7"))
        #expect(session.profile.last?.value == .flag(true))
        #expect(principal == Principal(kind: .external, id: "customer-7", confinedTo: world.project))
        #expect(try await world.identity.membership(of: principal, in: world.project) == .person(.user))
        #expect(try await world.identity.membership(of: principal, in: world.elsewhere) == nil)
    }

    @Test func aRoleThatWasGivenStays() async throws {
        let world = try await World()
        await world.directory.setRole(.agent, of: "customer-7", in: world.project)
        _ = try await world.identity.signIn(customToken: token(world))
        #expect(try await world.directory.role(of: "customer-7", in: world.project) == .agent)
    }

    @Test(arguments: [JSONValue.null, .text(""), .list([])])
    func anAudienceIsRequired(_ audience: JSONValue) async throws {
        let world = try await World()
        #expect(await refusal(world, token(world, ["aud": audience])) == .invalid("JWT Aud field is required"))
        var without = claims(world)
        without["aud"] = nil
        #expect(await refusal(world, world.token(without)) == .invalid("JWT Aud field is required"))
    }

    @Test func onlyTheProjectsOwnSecretAdmits() async throws {
        let world = try await World()
        let foreign = world.secret(.project(world.elsewhere))
        let bot = world.secret(.bot(world.bot.id))
        let tokens = [
            world.token(claims(world), signedWith: foreign), world.token(claims(world)),
            world.token(claims(world, ["aud": .text("https://tiledesk.com")])),
            world.token(
                claims(
                    world,
                    [
                        "aud": world.audience("bots/\(world.bot.id)"), "sub": .text("bot"),
                        "_id": .text(world.bot.id.text),
                    ]),
                signedWith: bot),
            token(world, ["_id": .text("a/b")]), token(world, ["_id": .null]),
            token(world, ["_id": .text(world.ada.id.text)]),
            token(world, ["exp": .integer(world.clock.now.seconds)]), "", "a.b.c",
        ]
        for token in tokens { #expect(await refusal(world, token) == .unauthenticated, "\(token)") }
        #expect(try await world.directory.role(of: "customer-7", in: world.project) == nil)
    }

    @Test func usersAndGuestsMustBeMembersAlready() async throws {
        let world = try await World()
        func token(_ id: String, _ kind: String) -> String {
            self.token(world, ["_id": .text(id), "sub": .text(kind)])
        }
        #expect(await refusal(world, token(world.ada.id.text, "user")) == nil)
        #expect(await refusal(world, token(world.eve.id.text, "user")) == .unauthenticated)
        #expect(await refusal(world, token("stranger", "guest")) == .unauthenticated)
        #expect(try await world.directory.role(of: "stranger", in: world.project) == nil)
        #expect(try await world.directory.role(of: world.eve.id.text, in: world.project) == nil)
    }

    @Test func aSecretOfAProjectThatIsGoneAdmitsNobody() async throws {
        let world = try await World()
        let gone = HexID.random()
        _ = await world.directory.keepSecret("kept", as: "project/\(gone)", replacing: false)
        let token = world.token(claims(world, ["aud": world.audience("projects/\(gone)")]), signedWith: "kept")
        #expect(await refusal(world, token) == .unauthenticated)
    }
}
