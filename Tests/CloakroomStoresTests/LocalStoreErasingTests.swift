import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Foundation
import Testing

@Suite struct LocalStoreErasingTests {
    @Test func emptiedFoldersGoUpToTheFirstPart() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/projects/p/files/u/x")
        try await scratch.put("coat", as: "uploads/projects/p/files/u/thumbnail")
        #expect(try await scratch.store.erase([key("uploads/projects/p/files/u/x")]).isEmpty)
        #expect(scratch.tree("store").last == "uploads/projects/p/files/u/thumbnail")
        #expect(try await scratch.store.erase([key("uploads/projects/p/files/u/thumbnail")]).isEmpty)
        #expect(scratch.tree("store") == ["uploads"])
    }

    @Test func foldersWithAnythingInThemStay() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/p/u/x")
        try await scratch.put("coat", as: "uploads/p/v/x")
        #expect(try await scratch.store.erase([key("uploads/p/u/x")]).isEmpty)
        #expect(scratch.tree("store") == ["uploads", "uploads/p", "uploads/p/v", "uploads/p/v/x"])
    }

    @Test func folderThatACrashLeftEmptyGoesWithTheRepeatedErase() async throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: "\(scratch.root)/uploads/p/u", withIntermediateDirectories: true)
        #expect(try await scratch.store.erase([key("uploads/p/u/x")]).isEmpty)
        #expect(scratch.tree("store") == ["uploads"])
    }

    @Test func blobInTheRootLeavesTheRoot() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "x")
        #expect(try await scratch.store.erase([key("x")]).isEmpty)
        #expect(FileManager.default.fileExists(atPath: scratch.root))
    }

    @Test func manyFoldersInOneBatch() async throws {
        let scratch = try Scratch()
        let names = (0..<150).flatMap { ["uploads/p\($0)/u/x", "uploads/p\($0)/v/x", "uploads/q/u\($0)/x"] }
        for name in names + names.map({ $0.replacing("/v/", with: "/kept/") }) { try scratch.place(name) }
        #expect(try await scratch.store.erase(names.shuffled().map(key)).isEmpty)
        let kept = (0..<150).map { "uploads/p\($0)/kept/x" }
        #expect(scratch.tree("store").filter { $0.hasSuffix("x") } == kept.sorted())
        #expect(scratch.tree("store").count == 1 + 3 * 150)
    }

    @Test(.enabled(if: Immutable.isPermitted, "needs root and chattr(1)"))
    func oneFailureSparesTheOthers() async throws {
        let scratch = try Scratch()
        let keys = try ["uploads/a/x", "uploads/b/x"].map(key)
        for key in keys { try await scratch.spool.put([1], as: key, in: scratch.store) }
        let blob = "\(scratch.root)/uploads/a/x"
        try #require(Immutable.set(blob, true))
        defer { _ = Immutable.set(blob, false) }
        let failures = await scratch.store.erase(keys)
        #expect(Array(failures.keys) == [keys[0]])
        #expect((failures[keys[0]] as? CloakroomError)?.kind == .unavailable)
        #expect(scratch.tree("store") == ["uploads", "uploads/a", "uploads/a/x"])
    }
}

extension Scratch {
    /// Puts a legacy file into the store.
    fileprivate func place(_ name: String) throws {
        let file = URL(filePath: "\(root)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data([1]).write(to: file)
    }
}

/// A file that nobody, not even root, can remove.
private enum Immutable {
    static func set(_ path: String, _ isImmutable: Bool) -> Bool {
        let change = try? Process.run(URL(filePath: "/usr/bin/chattr"), arguments: [isImmutable ? "+i" : "-i", path])
        change?.waitUntilExit()
        return change?.terminationStatus == 0
    }

    static var isPermitted: Bool {
        let trial = "\(FileManager.default.temporaryDirectory.path)/cloakroom-immutable-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: trial) }
        return FileManager.default.createFile(atPath: trial, contents: nil) && set(trial, true) && set(trial, false)
    }
}
