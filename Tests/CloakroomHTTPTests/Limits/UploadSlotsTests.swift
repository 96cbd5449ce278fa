import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct UploadSlotsTests {
    private let slots = UploadSlots(perPrincipal: 2, all: 3)

    private func take(_ name: String) throws -> UploadSlots.Slot {
        try slots.take(for: Principal(kind: .guest, id: name))
    }

    @Test func onePrincipalHasItsShareAndAnotherIsUnharmed() throws {
        _ = try take("a")
        let second = try take("a")
        #expect(throws: CloakroomError.self) { try take("a") }
        _ = try take("b")
        slots.giveBack(second)
        _ = try take("a")
    }

    @Test func theServiceHasALimitForAll() throws {
        let slot = try take("a")
        _ = try take("b")
        _ = try take("c")
        let refusal = #expect(throws: CloakroomError.self) { try take("d") }
        #expect(refusal?.kind == .busy(retryAfter: 5))
        slots.giveBack(slot)
        _ = try take("d")
    }

    @Test func aRefusalTakesNothing() throws {
        let slot = try take("a")
        let other = try take("a")
        for _ in 0..<10 { #expect(throws: CloakroomError.self) { try take("a") } }
        slots.giveBack(slot)
        slots.giveBack(other)
        _ = try take("b")
        _ = try take("b")
        _ = try take("c")
    }
}
