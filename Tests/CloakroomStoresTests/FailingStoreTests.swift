import CloakroomCore
import CloakroomTesting
import NIOCore
import Testing

@Suite struct FailingStoreTests {
    private let store = FailingStore(MemoryStore())

    @Test func failsUntilItHeals() async throws {
        let scratch = try Scratch()
        let key = try key("uploads/x")
        try await scratch.spool.put([1, 2], as: key, in: store)
        store.fail()
        await expect(.unavailable) { try await store.read(key, .whole(2)) { _ in } }
        await expect(.unavailable) { _ = try await store.stat(key) }
        #expect(await store.erase([key]).keys.map(\.text) == ["uploads/x"])
        store.heal()
        #expect(try await store.content(of: key, .whole(2)) == [1, 2])
    }

    @Test func fullStoreStillReadsAndErases() async throws {
        let scratch = try Scratch()
        let key = try key("uploads/x")
        try await scratch.spool.put([1, 2], as: key, in: store)
        store.fill()
        await expect(.noSpace) { try await scratch.spool.put([3], as: key, in: store) }
        #expect(try await store.content(of: key, .whole(2)) == [1, 2])
        #expect(await store.erase([key]).isEmpty)
    }

    @Test func breaksOffInTheMiddle() async throws {
        let scratch = try Scratch()
        let key = try key("uploads/x")
        try await scratch.spool.put([1, 2, 3], as: key, in: store)
        store.health = .breakingOff(after: 2)
        var got: [UInt8] = []
        await expect(.unavailable) { try await store.read(key, .whole(3)) { got += $0.readableBytesView } }
        #expect(got == [1, 2])
    }
}
