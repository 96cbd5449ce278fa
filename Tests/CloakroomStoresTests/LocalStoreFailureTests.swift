import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Foundation
import Testing

@testable import CloakroomStores

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

    @Test(.enabled(if: TinyFileSystem.isPermitted, "needs root and mount(2)"))
    func readOnlyStoreIsReadAndTakesNothing() async throws {
        let disk = try #require(TinyFileSystem(bytes: 1 << 20))
        let scratch = try Scratch(storeIn: disk.path)
        try await scratch.put("coat", as: "uploads/x")
        #expect(disk.setReadOnly(true))
        await expect(.unavailable) { try await scratch.put("hat", as: "uploads/y") }
        #expect(try await scratch.store.erase([key("uploads/x")]).count == 1)
        let error = await #expect(throws: CloakroomError.self) { try await scratch.store.room() }
        #expect(error?.condition == .readOnly)
        #expect(try await scratch.text("uploads/x", 4) == "coat")
        #expect(disk.setReadOnly(false))
        try await scratch.put("hat", as: "uploads/y")
    }

    @Test(.enabled(if: OtherFileSystem.exists, "needs a second file system"))
    func copiesStopAtTheFloor() async throws {
        let scratch = try Scratch(storeIn: OtherFileSystem.path)
        let store = LocalStore(root: scratch.root, floor: FreeSpaceFloor(bytes: .max))
        await expect(.noSpace) { try await scratch.spool.put([1], as: key("uploads/x"), in: store) }
        #expect(try await store.room() < 0)
        #expect(try await scratch.store.room() > 0)
    }

    @Test func folderWithoutTheMarkerIsAnUnmountedStore() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/x")
        try files.moveItem(atPath: scratch.root, toPath: "\(scratch.path)/disk")
        try files.createDirectory(atPath: scratch.root, withIntermediateDirectories: false)
        let restarted = LocalStore(root: scratch.root, isNew: false)
        for store in [scratch.store, restarted] {
            try await expectUnavailable(store, scratch)
            let error = await #expect(throws: CloakroomError.self) { try await store.room() }
            #expect(error?.condition == .gone)
            #expect(!store.isThere)
        }
        #expect(try files.contentsOfDirectory(atPath: scratch.root).isEmpty)
        try Data().write(to: URL(filePath: "\(scratch.root)/\(LocalStore.marker)"))
        for (name, store) in [("y", scratch.store), ("z", restarted)] {
            try await scratch.spool.put([1], as: key("uploads/\(name)"), in: store)
        }
    }

    @Test func knownStoreIsNotMadeAnew() async throws {
        let scratch = try Scratch()
        let root = "\(scratch.path)/other"
        try await expectUnavailable(LocalStore(root: root, isNew: false), scratch)
        #expect(!files.fileExists(atPath: root))
    }

    /// A device stands for a file whose fsync fails.
    @Test func spoolFileThatCannotBeSyncedIsLost() async throws {
        let scratch = try Scratch()
        let lost = SpoolFile(path: "/dev/null", size: 0, digest: Digest(of: []))
        await expect(.spoolLost) { try await scratch.store.adopt(lost, as: key("uploads/x")) }
        await expect(.spoolLost) { try await scratch.store.replace(lost, as: key("uploads/x")) }
        #expect(try await scratch.store.stat(key("uploads/x")) == nil)
    }

    /// No file system at hand tells of a full disk only when it syncs, as remote and thin ones do. Making the text of a path
    /// may change the reason.
    @Test(arguments: [
        (ENOSPC, CloakroomError.Kind.noSpace, Condition.full), (EDQUOT, .noSpace, .full), (EIO, .unavailable, .failing),
    ])
    func lostBytesTellWhetherTheDiskWasFull(code: Int32, kind: CloakroomError.Kind, condition: Condition) throws {
        func path() -> String {
            errno = EINVAL
            return "x"
        }
        let failure = #expect(throws: FileFailure.self) {
            try FileFailure.check("fsync", path()) {
                errno = code
                return -1
            }
        }
        #expect(try CloakroomError(#require(failure)).kind == kind)
        let lost = try CloakroomError.lost(#require(failure))
        #expect(lost.kind == .spoolLost && lost.condition == condition)
    }

    private func expectUnavailable(_ store: LocalStore, _ scratch: Scratch) async throws {
        let key = try key("uploads/x")
        await expect(.unavailable) { try await scratch.spool.put([1], as: key, in: store) }
        await expect(.unavailable) { try await store.read(key, .whole(1)) { _ in } }
        await expect(.unavailable) { _ = try await store.stat(key) }
        #expect((await store.erase([key])[key] as? CloakroomError)?.kind == .unavailable)
    }
}
