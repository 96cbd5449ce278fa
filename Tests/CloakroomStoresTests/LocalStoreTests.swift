import CloakroomCore
import CloakroomCrypto
import CloakroomStores
import CloakroomTesting
import Foundation
import Glibc
import NIOCore
import Testing

@Suite struct LocalStoreTests {
    @Test func largeBlobComesBackBitForBit() async throws {
        let scratch = try Scratch()
        let content = SecureRandom.bytes(20_000_000)
        let key = try key("uploads/large")
        let digest = try await scratch.spool.with(content) { file in
            try await scratch.store.adopt(file, as: key)
            return file.digest
        }
        let hasher = SHA256Hasher()
        try await scratch.store.read(key, .whole(20_000_000)) { $0.withUnsafeReadableBytes(hasher.update) }
        #expect(hasher.finish() == digest)
    }

    @Test func keyIsThePathAndFoldersArePrivate() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/p/u/x.txt")
        #expect(scratch.tree("store") == ["uploads", "uploads/p", "uploads/p/u", "uploads/p/u/x.txt"])
        for folder in ["store", "store/uploads", "store/uploads/p/u"] {
            #expect(permissions("\(scratch.path)/\(folder)") == 0o700)
        }
    }

    @Test func slashWithAMarkBehindItParts() async throws {
        let scratch = try Scratch()
        try await scratch.put("coat", as: "uploads/\u{301}p/x")
        #expect(scratch.tree("store").map { Array($0.utf8) }.contains(Array("uploads/\u{301}p".utf8)))
        #expect(try await scratch.text("uploads/\u{301}p/x", 4) == "coat")
    }

    @Test func adoptingOnTheSameFileSystemLinks() async throws {
        let scratch = try Scratch()
        try await scratch.spool.with([1, 2, 3]) { file in
            try await scratch.store.adopt(file, as: key("uploads/x"))
            let link = try FileManager.default.attributesOfItem(atPath: "\(scratch.root)/uploads/x")
            let spooled = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(link[.systemFileNumber] as? Int == spooled[.systemFileNumber] as? Int)
        }
    }

    @Test func spoolFileOfAnotherLengthIsRefused() async throws {
        let scratch = try Scratch()
        try await scratch.spool.with([1, 2, 3]) { file in
            let longer = SpoolFile(path: file.path, size: 4, digest: file.digest)
            await expect(.unavailable) { try await scratch.store.adopt(longer, as: key("uploads/x")) }
        }
        #expect(scratch.tree("store") == [])
    }

    @Test(.enabled(if: OtherFileSystem.exists))
    func copyLeavesNothingBesideTheBlob() async throws {
        let scratch = try Scratch(storeIn: OtherFileSystem.path)
        let content = SecureRandom.bytes(3_000_000)
        try await scratch.spool.put(content, as: key("uploads/a/x"), in: scratch.store)
        await expect(.conflict) { try await scratch.put("other", as: "uploads/a/x") }
        #expect(try await scratch.store.content(of: key("uploads/a/x"), .whole(3_000_000)) == content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.root)/.incoming") == [])
    }

    @Test func startRemovesWhatACutOffCopyLeft() async throws {
        let scratch = try Scratch()
        let left = "\(scratch.root)/.incoming/left"
        try FileManager.default.createDirectory(atPath: "\(scratch.root)/.incoming", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: left))
        let busy = open("\(scratch.root)/.incoming/busy", O_RDWR | O_CREAT, 0o600)
        defer { close(busy) }
        try #require(flock(busy, LOCK_EX | LOCK_NB) == 0)
        _ = LocalStore(root: scratch.root)
        #expect(scratch.tree("store/.incoming") == ["busy"])
    }

    @Test func unfinishedCopiesAreNobodysBlobs() async throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: "\(scratch.root)/.incoming", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: "\(scratch.root)/.incoming/x"))
        let key = try key(".incoming/x")
        #expect(try await scratch.store.stat(key) == nil)
        await expect(.blobMissing) { try await scratch.store.read(key, .whole(1)) { _ in } }
        await expect(.conflict) { try await scratch.put("coat", as: ".incoming/y") }
        #expect(await scratch.store.erase([key]).isEmpty)
        #expect(scratch.tree("store/.incoming") == ["x"])
    }

    @Test func cancelledReadEnds() async throws {
        let scratch = try Scratch()
        let key = try key("uploads/x")
        try await scratch.spool.put(SecureRandom.bytes(3_000_000), as: key, in: scratch.store)
        let reading = Task {
            var calls = 0
            try await scratch.store.read(key, .whole(3_000_000)) { _ in
                calls += 1
                withUnsafeCurrentTask { $0?.cancel() }
                #expect(calls == 1)
            }
        }
        await #expect(throws: CancellationError.self) { try await reading.value }
    }

    @Test(.timeLimit(.minutes(15))) func readingClosesTheFileOnEveryPath() async throws {
        struct Enough: Error {}
        let scratch = try Scratch()
        let large = try key("uploads/large")
        try await scratch.spool.put(SecureRandom.bytes(600_000), as: large, in: scratch.store)
        for _ in 0..<50 {
            try await scratch.store.read(large, .whole(10)) { _ in }
            try await scratch.store.read(large, .whole(600_000)) { _ in }
            try? await scratch.store.read(large, .whole(600_000)) { _ in throw Enough() }
            try? await scratch.store.read(large, .whole(600_001)) { _ in }
        }
        // The thread that read last may let go a moment after its caller goes on.
        while try !openFiles(below: scratch.root).isEmpty { await Task.yield() }
    }

    private func openFiles(below folder: String) throws -> [String] {
        let own = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: own)
            .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(own)/\($0)") }
            .filter { $0.hasPrefix(folder) }
    }
}
