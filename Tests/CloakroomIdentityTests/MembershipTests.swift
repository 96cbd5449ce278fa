import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct MembershipTests {
    @Test func peopleHaveTheRoleThatTheDirectoryKeeps() async throws {
        let world = try await World()
        await world.directory.setRole(.guest, of: "g", in: world.project)
        await world.directory.setRole(.user, of: "x", in: world.project)
        for (kind, id, role) in [
            (Principal.Kind.user, world.ada.id.text, Role.agent), (.guest, "g", .guest), (.external, "x", .user),
        ] {
            let principal = Principal(kind: kind, id: id)
            #expect(try await world.identity.membership(of: principal, in: world.project) == .person(role))
            #expect(try await world.identity.membership(of: principal, in: world.elsewhere) == nil)
        }
    }

    @Test func botsAndSubscriptionsServeTheirOwnProjectOnly() async throws {
        let world = try await World()
        for principal in [
            Principal(kind: .bot, id: world.bot.id.text),
            Principal(kind: .subscription, id: world.subscription.id.text),
        ] {
            #expect(try await world.identity.membership(of: principal, in: world.project) == .service)
            #expect(try await world.identity.membership(of: principal, in: world.elsewhere) == nil)
        }
        let unknown = Principal(kind: .bot, id: "no id")
        #expect(try await world.identity.membership(of: unknown, in: world.project) == nil)
    }

    @Test func aConfinedPrincipalIsNothingElsewhere() async throws {
        let world = try await World()
        await world.directory.setRole(.owner, of: world.ada.id.text, in: world.elsewhere)
        let ada = Principal(kind: .user, id: world.ada.id.text, confinedTo: world.project)
        #expect(try await world.identity.membership(of: ada, in: world.project) == .person(.agent))
        #expect(try await world.identity.membership(of: ada, in: world.elsewhere) == nil)
    }

    @Test func answersAreReusedForLessThanASecond() async throws {
        let world = try await World()
        let ada = Principal(kind: .user, id: world.ada.id.text)
        func role() async throws -> Membership? { try await world.identity.membership(of: ada, in: world.project) }
        #expect(try await role() == .person(.agent))
        let asked = await world.directory.questions
        await world.directory.removeRole(of: ada.id, in: world.project)
        world.clock.turn(milliseconds: 999)
        #expect(try await role() == .person(.agent))
        #expect(await world.directory.questions == asked)
        world.clock.turn(milliseconds: 1)
        #expect(try await role() == nil)
        await world.directory.setRole(.owner, of: ada.id, in: world.project)
        world.clock.turn(milliseconds: 1000)
        #expect(try await role() == .person(.owner))
    }

    @Test func projectsAreReusedForLessThanASecond() async throws {
        let world = try await World()
        #expect(try await world.identity.project(world.project)?.name == "Here")
        await world.directory.update(Project(id: world.project, name: "Renamed"))
        world.clock.turn(milliseconds: 999)
        #expect(try await world.identity.project(world.project)?.name == "Here")
        world.clock.turn(milliseconds: 1)
        #expect(try await world.identity.project(world.project)?.name == "Renamed")
        #expect(try await world.identity.project(HexID.random()) == nil)
    }

    @Test func theProjectOfABotIsKnown() async throws {
        let world = try await World()
        let ada = Principal(kind: .user, id: world.ada.id.text)
        #expect(try await world.identity.project(ofBot: world.otherBot.id, for: ada) == world.elsewhere)
        #expect(try await world.identity.project(ofBot: HexID.random(), for: ada) == nil)
    }

    @Test func aDirectoryThatIsDownIsNoRefusal() async throws {
        let world = try await World()
        await world.directory.setDown(true)
        #expect(await world.refusal(of: world.token(["_id": .text(world.ada.id.text)])) == .unavailable)
        let basic = Credential.basic(email: world.ada.email, password: "a:b::c")
        #expect(await world.refusal { _ = try await world.identity.authenticate(basic) } == .unavailable)
        await world.directory.setDown(false)
        #expect(await world.refusal(of: world.token(["_id": .text(world.ada.id.text)])) == nil)
    }
}
