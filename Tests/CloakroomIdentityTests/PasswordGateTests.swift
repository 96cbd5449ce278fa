import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct PasswordGateTests {
    @Test func whatExceedsTheQueueIsRefusedAtOnceAndTheRestIsServed() async throws {
        let hand = HandHashing(held: true)
        let world = try await World(hashing: hand.hashing, running: 1, waiting: 2)
        func attempt(_ password: String) async -> CloakroomError.Kind? {
            let credential = Credential.basic(email: world.ada.email, password: password)
            return await world.refusal { _ = try await world.identity.authenticate(credential) }
        }
        await withTaskGroup(of: CloakroomError.Kind?.self) { group in
            for number in 0..<10 { group.addTask { await attempt("wrong \(number)") } }
            // One runs and two wait; the other seven come back while those are still held up.
            for _ in 0..<7 { #expect(await group.next() == .busy(retryAfter: 1)) }
            hand.letGo(3)
            for _ in 0..<3 { #expect(await group.next() == .unauthenticated) }
        }
        #expect(hand.count == 3)
        hand.letGo(1)
        #expect(await attempt("a:b::c") == nil)
    }

    @Test func whoeverWaitsForThePasswordJustCheckedNeedsNoCheckOfItsOwn() async throws {
        let hand = HandHashing(held: true)
        let world = try await World(hashing: hand.hashing, running: 1, waiting: 20)
        await withTaskGroup(of: CloakroomError.Kind?.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let credential = Credential.basic(email: world.ada.email, password: "a:b::c")
                    return await world.refusal { _ = try await world.identity.authenticate(credential) }
                }
            }
            await hand.waitForArrivals(1)
            hand.letGo(1)
            for await refusal in group { #expect(refusal == nil) }
        }
        #expect(hand.count == 1)
    }

    @Test func aFailureFreesItsPlace() async throws {
        let threads = PasswordThreads(running: 1, waiting: 0)
        for _ in 0..<5 {
            await #expect(throws: CloakroomError.self) {
                try await threads.run { throw CloakroomError(.internalFailure) }
            }
        }
        #expect(try await threads.run { 7 } == 7)
    }
}
