import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct UploadSlotsTests {
    private let slots = UploadSlots(perPrincipal: 2, all: 3)

    private func take(_ name: String) throws -> UploadSlots.Slot {
        try slots.take(for: Principal(kind: .user, id: name), from: "anywhere")
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

    @Test func guestsOfOneAddressLeaveRoomForOthers() throws {
        let slots = UploadSlots(perPrincipal: 2, all: 16)
        func take(_ kind: Principal.Kind, _ name: String, from address: String) throws -> UploadSlots.Slot {
            try slots.take(for: Principal(kind: kind, id: name), from: address)
        }
        let first = try take(.guest, "a", from: "here")
        for name in ["b", "c", "d"] { _ = try take(.guest, name, from: "here") }
        let refusal = #expect(throws: CloakroomError.self) { try take(.guest, "e", from: "here") }
        #expect(refusal?.kind == .tooManyUploads(limit: 4))
        _ = try take(.guest, "e", from: "there")
        _ = try take(.user, "f", from: "here")
        slots.giveBack(first)
        _ = try take(.guest, "e", from: "here")
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
