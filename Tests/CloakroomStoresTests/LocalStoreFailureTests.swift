import CloakroomCore
import CloakroomCrypto
import CloakroomStores
import CloakroomTesting
import Foundation
import Testing

@Suite struct LocalStoreFailureTests {
    private let files = FileManager.default

    @Test func plainFileInTheRootsPlaceIsUnavailableUntilItGoes() async throws {
        let scratch = try Scratch()
        let root = "\(scratch.path)/other"
        try Data().write(to: URL(filePath: root))
        let store = LocalStore(root: root)
        try await expectUnavailable(store, scratch)
        try files.removeItem(atPath: root)
        try await scratch.spool.put([1], as: key("uploads/x"), in: store)
        #expect(try await store.content(of: key("uploads/x"), .whole(1)) == [1])
    }

    @Test func rootThatVanishesIsNotMadeAnew() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/x")
        try files.moveItem(atPath: scratch.root, toPath: "\(scratch.path)/away")
        try await expectUnavailable(scratch.store, scratch)
        #expect(!files.fileExists(atPath: scratch.root))
        try files.moveItem(atPath: "\(scratch.path)/away", toPath: scratch.root)
        #expect(try await scratch.text("uploads/x", 4) == "coat")
    }

    @Test func rootReplacedByAFileForgetsNothing() async throws {
        let scratch = try Scratch()
        let keys = try ["uploads/a/x", "uploads/y"].map(key)
        for key in keys { try await scratch.spool.put([1], as: key, in: scratch.store) }
        try files.moveItem(atPath: scratch.root, toPath: "\(scratch.path)/away")
        try Data().write(to: URL(filePath: scratch.root))
        #expect(await Set(scratch.store.erase(keys).keys) == Set(keys))
        try files.removeItem(atPath: scratch.root)
        try files.moveItem(atPath: "\(scratch.path)/away", toPath: scratch.root)
        #expect(await scratch.store.erase(keys).isEmpty)
    }

    @Test func fileWhereAFolderShouldBeIsUnavailableForAdopting() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/x")
        await expect(.unavailable) { try await scratch.put("hat", as: "uploads/x/below") }
        #expect(scratch.tree("store") == ["uploads", "uploads/x"])
    }

    @Test(.enabled(if: TinyFileSystem.isPermitted, "needs root and mount(2)"))
    func fullStoreHasNoSpaceAndKeepsNothingOfTheTry() async throws {
        let disk = try #require(TinyFileSystem(bytes: 1 << 20))
        let scratch = try Scratch(storeIn: disk.path)
        try await scratch.put("coat", as: "uploads/a/x")
        await expect(.noSpace) {
            try await scratch.spool.put(SecureRandom.bytes(2 << 20), as: key("uploads/b/c/x"), in: scratch.store)
        }
        #expect(
            try files.subpathsOfDirectory(atPath: scratch.root).sorted()
                == [LocalStore.marker, ".incoming", "uploads", "uploads/a", "uploads/a/x"])
        try await scratch.put("hat", as: "uploads/b/y")
        #expect(try await scratch.text("uploads/b/y", 3) == "hat")
    }

    private func expectUnavailable(_ store: LocalStore, _ scratch: Scratch) async throws {
        let key = try key("uploads/x")
        await expect(.unavailable) { try await scratch.spool.put([1], as: key, in: store) }
        await expect(.unavailable) { try await store.read(key, .whole(1)) { _ in } }
        await expect(.unavailable) { _ = try await store.stat(key) }
        #expect((await store.erase([key])[key] as? CloakroomError)?.kind == .unavailable)
    }
}
