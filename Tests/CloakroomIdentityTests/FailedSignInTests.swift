import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

/// Guessing at passwords, with a clock turned by hand. 20 failures an hour an account, 100 a client.
@Suite struct FailedSignInTests {
    private let hand = HandHashing()

    private func world() async throws -> World { try await World(hashing: hand.hashing) }

    private func signIn(
        _ world: World, _ email: String, _ password: String, from client: String? = "here"
    ) async -> CloakroomError.Kind? {
        await world.refusal {
            _ = try await world.identity.authenticate(.basic(email: email, password: password, client: client))
        }
    }

    private func guess(_ world: World, _ email: String, times: Int, from client: String? = "here") async {
        for number in 0..<times {
            #expect(await signIn(world, email, "guess \(number)", from: client) == .unauthenticated)
        }
    }

    /// A limit that only real accounts had would tell which those are.
    @Test(arguments: ["ada@example.org", "nobody@example.org", "ADA@example.org"])
    func anAccountIsGuessedAtSoOftenWhetherThereIsOneOrNot(email: String) async throws {
        let world = try await world()
        await guess(world, email, times: 20)
        #expect(await signIn(world, email, "guess") == .tooManyFailures(retryAfter: 180))
        #expect(await signIn(world, email.lowercased(), "a:b::c", from: "there") == .tooManyFailures(retryAfter: 180))
        #expect(hand.count == 20)
        world.clock.turn(seconds: 180)
        #expect(await signIn(world, email, "guess") == .unauthenticated)
    }

    @Test func theSignInRouteCountsTheSame() async throws {
        let world = try await world()
        await guess(world, world.ada.email, times: 20)
        let refusal = await world.refusal {
            _ = try await world.identity.signIn(email: world.ada.email, password: "a:b::c", client: "there")
        }
        #expect(refusal == .tooManyFailures(retryAfter: 180))
    }

    @Test func aClientThatTriesManyAccountsIsStopped() async throws {
        let world = try await world()
        for number in 0..<100 { #expect(await signIn(world, "user\(number)@example.org", "x") == .unauthenticated) }
        #expect(await signIn(world, world.ada.email, "a:b::c") == .tooManyFailures(retryAfter: 36))
        #expect(await signIn(world, world.ada.email, "a:b::c", from: "there") == nil)
    }

    @Test func whoeverSignedInFromThereBeforeIsNotLockedOutByOthers() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c", from: "home") == nil)
        await guess(world, world.ada.email, times: 20, from: "elsewhere")
        world.clock.turn(seconds: 60)
        #expect(await signIn(world, world.ada.email, "typo", from: "home") == .unauthenticated)
        #expect(await signIn(world, world.ada.email, "a:b::c", from: "home") == nil)
        world.clock.turn(seconds: 60)
        #expect(await signIn(world, world.ada.email, "a:b::c", from: "new") == .tooManyFailures(retryAfter: 60))
    }

    @Test func guessingFromAFamiliarPlaceIsLimitedToo() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c", from: "home") == nil)
        await guess(world, world.ada.email, times: 20, from: "home")
        #expect(await signIn(world, world.ada.email, "guess", from: "home") == .tooManyFailures(retryAfter: 180))
    }

    /// Requests with the right password never wait for those with wrong ones.
    @Test func aPasswordStillRememberedPasses() async throws {
        let world = try await world()
        #expect(await signIn(world, world.ada.email, "a:b::c", from: nil) == nil)
        await guess(world, world.ada.email, times: 20, from: nil)
        #expect(await signIn(world, world.ada.email, "a:b::c", from: nil) == nil)
    }

    @Test func rightPasswordsCountForNothing() async throws {
        let world = try await world()
        for _ in 0..<200 {
            #expect(await signIn(world, world.ada.email, "a:b::c") == nil)
            world.clock.turn(seconds: 61)
        }
        #expect(hand.count == 200)
    }

    /// However many come at once, only those on the threads get past the limit.
    @Test func guessesAtTheSameMomentGainNothing() async throws {
        let world = try await World(hashing: hand.hashing, running: 2, waiting: 1000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 { group.addTask { _ = await signIn(world, world.ada.email, "\(number)") } }
        }
        #expect(20...21 ~= hand.count)
    }
}
