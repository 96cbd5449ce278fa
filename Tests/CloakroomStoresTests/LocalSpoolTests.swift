import CloakroomCore
import CloakroomCrypto
import CloakroomStores
import CloakroomTesting
import Foundation
import NIOCore
import Testing

@Suite struct LocalSpoolTests {
    private static let batch = 512 << 10

    @Test(arguments: [0, 1, 10_000, batch - 1, batch, batch + 1, 2 * batch, 3_000_001], [1000, 65_536, 4_000_000])
    func fileIsWhatWasAppended(_ size: Int, _ piece: Int) async throws {
        let scratch = try Scratch()
        let content = SecureRandom.bytes(size)
        try await scratch.spool.with(content, inPiecesOf: piece) { file in
            #expect(file.size == Int64(size))
            #expect(file.digest == Digest(of: content))
            #expect(FileManager.default.contents(atPath: file.path) == Data(content))
        }
        #expect(scratch.spooled == [])
    }

    @Test func fileAndFolderArePrivate() async throws {
        let scratch = try Scratch()
        try await scratch.spool.with([1]) { file in
            #expect(permissions(file.path) == 0o600)
        }
        #expect(permissions("\(scratch.path)/spool") == 0o700)
        #expect(permissions("\(scratch.path)/spool/\(scratch.spool.owner)") == 0o700)
    }

    @Test(arguments: [0, 1, 1000, batch, 2_000_000])
    func limitIsExact(_ limit: Int) async throws {
        let scratch = try Scratch()
        let fits = try await scratch.spool.withFile(limit: Int64(limit)) { writer in
            try await writer.append(ByteBuffer(repeating: 7, count: limit))
        } use: {
            $0.size
        }
        #expect(fits == Int64(limit))
        await expect(.tooLarge(limit: Int64(limit))) {
            try await scratch.spool.withFile(limit: Int64(limit)) { writer in
                try await writer.append(ByteBuffer(repeating: 7, count: limit))
                try await writer.append(ByteBuffer(repeating: 7, count: 1))
            } use: { _ in
                _ = Issue.record("too much was let through")
            }
        }
        #expect(scratch.spooled == [])
    }

    @Test(arguments: [10, 2_000_000])
    func nothingStaysWhenFillingFails(_ size: Int) async throws {
        struct Aborted: Error {}
        let scratch = try Scratch()
        await #expect(throws: Aborted.self) {
            try await scratch.spool.withFile(limit: .max) { writer in
                try await writer.append(ByteBuffer(repeating: 7, count: size))
                throw Aborted()
            } use: { _ in
            }
        }
        #expect(scratch.spooled == [])
    }

    @Test func nothingStaysWhenUsingFails() async throws {
        struct Refused: Error {}
        let scratch = try Scratch()
        await #expect(throws: Refused.self) {
            try await scratch.spool.with(SecureRandom.bytes(1000)) { file in
                #expect(FileManager.default.fileExists(atPath: file.path))
                throw Refused()
            }
        }
        #expect(scratch.spooled == [])
    }

    @Test func cancelledUploadStopsAndLeavesNothing() async throws {
        let scratch = try Scratch()
        let upload = Task {
            try await scratch.spool.withFile(limit: .max) { writer in
                withUnsafeCurrentTask { $0?.cancel() }
                for _ in 0..<10 { try await writer.append(ByteBuffer(repeating: 7, count: Self.batch)) }
                Issue.record("went on after being cancelled")
            } use: { _ in
            }
        }
        await #expect(throws: CancellationError.self) { try await upload.value }
        #expect(scratch.spooled == [])
    }

    @Test func appendingToAFinishedFileIsRefused() async throws {
        let scratch = try Scratch()
        var kept: (any SpoolWriter)?
        try await scratch.spool.withFile(limit: 10) {
            kept = $0
        } use: { _ in
        }
        await expect(.internalFailure) { try await kept?.append(ByteBuffer(bytes: [1])) }
        #expect(scratch.spooled == [])
    }

    @Test(.enabled(if: TinyFileSystem.isPermitted, "needs root and mount(2)"))
    func fullDiskHasNoSpace() async throws {
        let disk = try #require(TinyFileSystem(bytes: 1 << 20))
        let spool = try LocalSpool(folder: "\(disk.path)/spool")
        await expect(.noSpace) { try await spool.with(SecureRandom.bytes(3 << 20)) { _ in } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(disk.path)/spool/\(spool.owner)") == ["lock"])
        try await spool.with(SecureRandom.bytes(1000)) { #expect($0.size == 1000) }
    }

    @Test func unusableFolderIsTold() throws {
        let scratch = try Scratch()
        try Data().write(to: URL(filePath: "\(scratch.path)/file"))
        let error = #expect(throws: CloakroomError.self) { try LocalSpool(folder: "\(scratch.path)/file/spool") }
        #expect(error?.kind == .unavailable)
    }

    @Test func uploadsStopAtTheFloor() async throws {
        let scratch = try Scratch()
        let free = try await scratch.spool.room()
        #expect(free > 0)
        let spool = try LocalSpool(folder: "\(scratch.path)/other", floor: FreeSpaceFloor(bytes: .max))
        #expect(try await spool.room() < 0)
        await expect(.noSpace) { try await spool.with([1]) { _ in } }
        #expect(scratch.tree("other/\(spool.owner)") == ["lock"])
    }
}
