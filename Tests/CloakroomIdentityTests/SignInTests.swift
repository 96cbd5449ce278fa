import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct SignInTests {
    @Test func aUserGetsAProfileAndATokenThatHolds() async throws {
        let world = try await World()
        let session = try await world.identity.signIn(email: "ADA@example.org", password: "a:b::c")
        #expect(session.profile.map(\.key) == ["_id", "email", "firstname", "lastname", "emailverified"])
        #expect(
            session.profile.map(\.value) == [
                .text(world.ada.id.text), .text("ada@example.org"), .text("Ada"), .text("Lovelace"), .flag(false),
            ])
        #expect(try await world.identity.authenticate(.token(session.token)).id == world.ada.id.text)
        let claims = try TokenVerifier.unverifiedClaims(session.token)
        #expect(claims["aud"] == .text("https://tiledesk.com"))
        #expect(claims["iss"] == .text("https://tiledesk.com"))
        #expect(claims["sub"] == .text("user"))
        #expect(claims["iat"] == .integer(world.clock.now.seconds))
        #expect(claims["exp"] == nil)
        #expect(claims["email"] == .text("ada@example.org"))
        #expect(claims.values.keys.contains("jti"))
        #expect(!claims.values.description.contains("hash of"))
    }

    @Test func aWrongPasswordSignsNobodyIn() async throws {
        let world = try await World()
        for (email, password) in [(world.ada.email, "x"), ("nobody@example.org", "x")] {
            let refusal = await world.refusal { _ = try await world.identity.signIn(email: email, password: password) }
            #expect(refusal == .unauthenticated)
        }
    }

    @Test func aGuestBecomesAMemberOfItsProject() async throws {
        let world = try await World()
        let guest = GuestProfile(
            project: world.project, firstName: "John", lastName: "Doe", email: "j@d.org",
            attributes: #"{"b":1,"a":[true]}"#)
        let session = try await world.identity.signInAnonymously(guest)
        #expect(
            session.profile.map(\.key) == ["_id", "firstname", "lastname", "email", "attributes", "id", "fullName"])
        #expect(session.profile.last?.value == .text("John Doe"))
        #expect(session.profile[4].value == .json(#"{"b":1,"a":[true]}"#))
        let principal = try await world.identity.authenticate(.token(session.token))
        #expect(principal.kind == .guest)
        #expect(session.profile[0].value == .text(principal.id))
        #expect(session.profile[5].value == .text(principal.id))
        #expect(try await world.identity.membership(of: principal, in: world.project) == .person(.guest))
        #expect(try await world.identity.membership(of: principal, in: world.elsewhere) == nil)
        let claims = try TokenVerifier.unverifiedClaims(session.token)
        #expect(claims["sub"] == .text("guest"))
        #expect(claims["aud"] == .text("https://tiledesk.com"))
        #expect(claims["attributes"] == .object(["b": .integer(1), "a": .list([.flag(true)])]))
    }

    @Test func aNamelessGuestIsNamedAfterItsId() async throws {
        let world = try await World()
        let profile = try await world.identity.signInAnonymously(GuestProfile(project: world.project)).profile
        guard case .text(let id) = profile[0].value else { throw CloakroomError(.internalFailure) }
        #expect(profile.map(\.key) == ["_id", "firstname", "id", "fullName"])
        #expect(profile[1].value == .text("guest#\(id.prefix(4))"))
        #expect(profile[3].value == .text("guest#\(id.prefix(4)) "))
    }

    @Test func thereAreNoGuestsOfNoProject() async throws {
        let world = try await World()
        let nowhere = HexID.random()
        let refusal = await world.refusal {
            _ = try await world.identity.signInAnonymously(GuestProfile(project: nowhere))
        }
        #expect(refusal == .projectNotFound(nowhere.text))
    }

    @Test(arguments: ["[]", "1", "{", "null", #"{"x":"\#(String(repeating: "x", count: 7000))"}"#])
    func attributesAreASmallObject(_ attributes: String) async throws {
        let world = try await World()
        let guest = GuestProfile(project: world.project, attributes: attributes)
        let refusal = await world.refusal { _ = try await world.identity.signInAnonymously(guest) }
        guard case .invalid = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test func signingUpMakesAUserOnce() async throws {
        let world = try await World()
        let profile = NewUser(email: "New@Example.org", password: "pw", firstName: "N", lastName: "U")
        let user = try await world.identity.signUp(profile)
        #expect(user.email == "new@example.org")
        #expect(user.passwordHash == "hash of pw")
        #expect(try await world.identity.signIn(email: "new@example.org", password: "pw").profile.count == 5)
        #expect(await world.refusal { _ = try await world.identity.signUp(profile) } == .conflict)
    }

    @Test func aSignInTriedJustBeforeSigningUpDoesNotStandInTheWay() async throws {
        let world = try await World()
        _ = await world.refusal { _ = try await world.identity.signIn(email: "new@example.org", password: "pw") }
        _ = try await world.identity.signUp(NewUser(email: "new@example.org", password: "pw"))
        #expect(try await world.identity.signIn(email: "new@example.org", password: "pw").profile.count == 5)
    }

    @Test(arguments: [
        ("", "pw"), ("a", "pw"), ("@", "pw"), ("a@", "pw"), ("@b", "pw"), ("a@b@c", "pw"), ("a b@c.de", "pw"),
        ("a\n@c.de", "pw"), ("a\u{0}@c.de", "pw"), (String(repeating: "a", count: 250) + "@c.de", "pw"), ("a@b.de", ""),
        ("a@b.de", String(repeating: "p", count: 1025)),
    ])
    func unusableAddressesAndPasswordsAreRefused(_ email: String, _ password: String) async throws {
        let world = try await World()
        let refusal = await world.refusal {
            _ = try await world.identity.signUp(NewUser(email: email, password: password))
        }
        guard case .invalid = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }
}
