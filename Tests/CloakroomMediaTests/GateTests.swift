import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct GateTests {
    @Test func fullGateTurnsAwayAtOnceAndOpensAgain() async throws {
        let gate = Gate(limit: 1, retryAfter: 7)
        try await gate.enter {
            let refusal = await #expect(throws: CloakroomError.self) { try await gate.enter {} }
            #expect(refusal?.kind == .busy(retryAfter: 7))
        }
        #expect(try await gate.enter { true })
    }

    @Test func failureLeavesTheGateOpen() async throws {
        let gate = Gate(limit: 1, retryAfter: 1)
        await #expect(throws: MediaFailure.self) { try await gate.enter { throw MediaFailure("no") } }
        #expect(try await gate.enter { true })
    }
}
