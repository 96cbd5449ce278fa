import CloakroomCore
import CloakroomCrypto
import CloakroomStores
import CloakroomTesting
import Foundation
import NIOCore
import Testing

@Suite struct LocalPartsTests {
    private static let id = String(repeating: "a", count: 32)
    private struct Broken: Error {}

    private let folder = "\(FileManager.default.temporaryDirectory.path)/cloakroom-parts-\(UUID().uuidString)"
    private let parts: LocalParts

    init() throws {
        parts = try LocalParts(folder: folder, threads: 2)
    }

    private func append(_ bytes: [UInt8], at offset: Int64, limit: Int64 = .max) async throws -> Int64 {
        try await parts.append(to: Self.id, at: offset, limit: limit) { try await $0.append(ByteBuffer(bytes: bytes)) }
    }

    private var content: Data? { FileManager.default.contents(atPath: "\(folder)/\(Self.id)") }

    @Test(arguments: [0, 1, 512 << 10, 1_300_000]) func piecesMakeTheFile(_ size: Int) async throws {
        let content = SecureRandom.bytes(size * 2)
        try await parts.begin(Self.id)
        #expect(try await append(Array(content[..<size]), at: 0) == Int64(size))
        #expect(try await parts.length(of: Self.id) == Int64(size))
        #expect(try await append(Array(content[size...]), at: Int64(size)) == Int64(2 * size))
        let file = try await parts.withFile(Self.id) { $0 }
        #expect(file.size == Int64(2 * size) && file.digest == Digest(of: content))
        #expect(self.content == Data(content))
        try await parts.discard(Self.id)
        #expect(self.content == nil)
    }

    @Test func whatWasWrittenStaysWhateverFillingThrows() async throws {
        try await parts.begin(Self.id)
        await #expect(throws: Broken.self) {
            _ = try await parts.append(to: Self.id, at: 0, limit: .max) { writer in
                try await writer.append(ByteBuffer(repeating: 7, count: 700_000))
                throw Broken()
            }
        }
        #expect(try await parts.length(of: Self.id) == 700_000)
    }

    @Test func aCancelledPieceKeepsWhatItBrought() async throws {
        try await parts.begin(Self.id)
        let piece = Task {
            try await parts.append(to: Self.id, at: 0, limit: .max) { writer in
                try await writer.append(ByteBuffer(repeating: 7, count: 1000))
                withUnsafeCurrentTask { $0?.cancel() }
                try await writer.append(ByteBuffer(repeating: 7, count: 600_000))
            }
        }
        _ = await piece.result
        let length = try await parts.length(of: Self.id)
        #expect(length <= 601_000)
        #expect(content == Data(repeating: 7, count: Int(length)))
    }

    @Test func flushedBytesAreInTheFile() async throws {
        try await parts.begin(Self.id)
        let end = try await parts.append(to: Self.id, at: 0, limit: .max) { writer in
            try await writer.append(ByteBuffer(bytes: [1, 2, 3]))
            let end = try await writer.flush()
            #expect(end == 3)
            #expect(content == Data([1, 2, 3]))
            try await writer.append(ByteBuffer(bytes: [4]))
        }
        #expect(end == 4)
    }

    @Test func theLimitIsThatOfTheWhole() async throws {
        try await parts.begin(Self.id)
        #expect(try await append([1, 2, 3], at: 0, limit: 5) == 3)
        let error = await #expect(throws: CloakroomError.self) { _ = try await append([4, 5, 6], at: 3, limit: 5) }
        #expect(error?.kind == .tooLarge(limit: 2))
        #expect(try await append([4, 5], at: 3, limit: 5) == 5)
    }

    @Test(arguments: [Int64(0), 2, 4]) func onlyTheEndIsAddedTo(_ offset: Int64) async throws {
        try await parts.begin(Self.id)
        _ = try await append([1, 2, 3], at: 0)
        await expect(.offsetMismatch(expected: 3)) { _ = try await append([4], at: offset) }
        #expect(content == Data([1, 2, 3]))
    }

    @Test func oneAtATimeIsAtAFile() async throws {
        let other = try LocalParts(folder: folder, threads: 1)
        try await parts.begin(Self.id)
        _ = try await parts.append(to: Self.id, at: 0, limit: .max) { writer in
            await expect(.superseded) { _ = try await other.length(of: Self.id) }
            await expect(.superseded) { try await other.discard(Self.id) }
            try await writer.append(ByteBuffer(bytes: [1]))
        }
        try await parts.withFile(Self.id) { _ in
            await expect(.superseded) { try await other.discard(Self.id) }
        }
        #expect(try await other.length(of: Self.id) == 1)
    }

    @Test func aFinishedFileIsAddedWhole() async throws {
        let scratch = try Scratch()
        try await parts.begin(Self.id)
        _ = try await append([1, 2], at: 0)
        try await scratch.spool.with([3, 4, 5]) { file in
            let end = try await parts.append(file, to: Self.id, at: 2)
            #expect(end == 5)
            await expect(.offsetMismatch(expected: 5)) { _ = try await parts.append(file, to: Self.id, at: 2) }
        }
        #expect(content == Data([1, 2, 3, 4, 5]))
    }

    @Test func missingAndTakenNamesAreTold() async throws {
        await expect(.blobMissing) { _ = try await parts.length(of: Self.id) }
        try await parts.discard(Self.id)
        try await parts.begin(Self.id)
        await expect(.conflict) { try await parts.begin(Self.id) }
        #expect(try await parts.ids() == [Self.id])
        #expect(permissions("\(folder)/\(Self.id)") == 0o600)
    }

    @Test func uploadsStopAtTheFloorAndNothingLeavesAGap() async throws {
        let full = try LocalParts(folder: folder, floor: FreeSpaceFloor(bytes: .max))
        try await parts.begin(Self.id)
        _ = try await append([1], at: 0)
        await expect(.noSpace) {
            _ = try await full.append(to: Self.id, at: 1, limit: .max) { writer in
                try await writer.append(ByteBuffer(repeating: 7, count: 700_000))
                try await writer.append(ByteBuffer(repeating: 7, count: 700_000))
            }
        }
        #expect(content == Data([1]))
    }
}
