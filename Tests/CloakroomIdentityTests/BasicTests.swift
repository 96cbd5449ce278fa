import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct BasicTests {
    let hand = HandHashing()

    func world() async throws -> World { try await World(hashing: hand.hashing) }

    func signIn(_ world: World, _ email: String, _ password: String) async -> CloakroomError.Kind? {
        await world.refusal { _ = try await world.identity.authenticate(.basic(email: email, password: password)) }
    }

    @Test func thePasswordMayHoldColonsAndTheAddressAnyCase() async throws {
        let world = try await world()
        let principal = try await world.identity.authenticate(.basic(email: "ADA@Example.org", password: "a:b::c"))
        #expect(principal == Principal(kind: .user, id: world.ada.id.text))
    }

    @Test(arguments: [
        ("ada@example.org", "a"), ("ada@example.org", ""), ("ada@example.org", "A:B::C"), ("ada@example.org", "eve"),
        ("nobody@example.org", "a:b::c"), ("", ""), (" ada@example.org", "a:b::c"),
    ])
    func unknownAddressesAndWrongPasswordsAreRefusedAlikeAfterTheSameWork(_ email: String, _ password: String)
        async throws
    {
        let world = try await world()
        #expect(await signIn(world, email, password) == .unauthenticated)
        #expect(hand.count == 1)
        #expect(await signIn(world, email, password) == .unauthenticated)
        #expect(hand.count == 2)
    }

    @Test func overlongCredentialsAreRefusedWithoutWork() async throws {
        let world = try await world()
        #expect(await signIn(world, String(repeating: "a", count: 255), "x") == .unauthenticated)
        #expect(await signIn(world, world.ada.email, String(repeating: "a", count: 1025)) == .unauthenticated)
        #expect(hand.count == 0)
    }

    @Test func aSignInIsRememberedForLessThanAMinute() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        world.clock.turn(milliseconds: 59_999)
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        #expect(hand.count == 1)
        world.clock.turn(milliseconds: 1)
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        #expect(hand.count == 2)
    }

    @Test func rememberingOnePasswordAdmitsNoOther() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        #expect(await signIn(world, world.ada.email, "a:b::d") == .unauthenticated)
        #expect(await signIn(world, world.eve.email, "a:b::c") == .unauthenticated)
    }

    @Test func aNewPasswordEndsTheOldOneWithinASecond() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        var changed = world.ada
        changed.passwordHash = "hash of new"
        await world.directory.replace(changed)
        world.clock.turn(milliseconds: 1000)
        #expect(await signIn(world, world.ada.email, "a:b::c") == .unauthenticated)
        #expect(await signIn(world, world.ada.email, "new") == nil)
    }

    @Test func aRemovedUserIsRefusedWithinASecond() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
        await world.directory.remove(user: world.ada.id)
        world.clock.turn(milliseconds: 1000)
        #expect(await signIn(world, world.ada.email, "a:b::c") == .unauthenticated)
    }

    @Test func failuresAreNotRememberedAndTheMemoryIsBounded() async throws {
        let world = try await world()
        let accounts = RecentDirectory(world.directory, clock: world.clock.wall)
        let check = PasswordCheck(
            accounts: accounts, hashing: PasswordHashing(hash: { $0 }, matches: { password, _ in password != "no" }),
            threads: PasswordThreads(running: 1, waiting: 1), clock: world.clock.wall, limit: 8)
        _ = await world.refusal { _ = try await check.user(email: world.ada.email, password: "no") }
        _ = await world.refusal { _ = try await check.user(email: "nobody@example.org", password: "yes") }
        #expect(check.count == 0)
        for number in 0..<50 { _ = try await check.user(email: world.ada.email, password: "\(number)") }
        #expect(4...8 ~= check.count)
    }

    @Test func scryptStandsBehindIt() async throws {
        let cost = try #require(Scrypt(logN: 4, r: 1, p: 1))
        let world = try await World(hashing: PasswordHashing(cost: cost))
        let user = try await world.identity.signUp(NewUser(email: "New@Example.org", password: "p:w"))
        #expect(user.passwordHash.hasPrefix("$scrypt$"))
        #expect(await signIn(world, "new@example.org", "p:w") == nil)
        #expect(await signIn(world, "new@example.org", "p:x") == .unauthenticated)
        #expect(await signIn(world, "nobody@example.org", "p:w") == .unauthenticated)
        #expect(await signIn(world, world.ada.email, "a:b::c") == .unauthenticated)
    }
}
