import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct HostileFileTests {
    @Test(arguments: [
        "lying.docx", "types.docx", "wide.zip", "wider.zip", "widest.zip", "loop-directory.doc", "loop-tree.doc",
        "loop-fat.doc", "far-directory.doc",
    ])
    func containerThatLiesIsRefused(_ name: String) async throws {
        let path = Fixture.path("bombs/" + name)
        #expect(try await Inspecting.refusal(path, as: Fixture.fileExtension(of: name)) != nil)
    }

    @Test func noMoreThanTheLimitIsInflated() throws {
        let file = try FileBytes(
            path: Fixture.path("bombs/types.docx"), size: Int64(Fixture.bytes("bombs/types.docx").count))
        let entry = try #require(try ZipDirectory(file)?.entries.first { $0.name == "[content_types].xml" })
        #expect(try entry.start(64 << 10, in: file)?.count == 64 << 10)
    }

    /// Cut off anywhere, a file is accepted or refused; nothing traps or hangs.
    @Test(arguments: try ["genuine", "bombs"].flatMap { part in try Fixture.names(in: part).map { part + "/" + $0 } })
    func fileCutOffAnywhereIsAnswered(_ name: String) async throws {
        let folder = try TemporaryFolder()
        let bytes = try Fixture.bytes(name)
        let start = Array(0...64).filter { $0 <= bytes.count }
        let spread = stride(from: 65, to: bytes.count, by: max(1, bytes.count / 24))
        for length in start + spread {
            let path = try folder.write(bytes.prefix(length))
            let claim = MediaClaim(fileExtension: Fixture.fileExtension(of: name), wantsThumbnail: length > 64)
            await #expect(throws: Never.self) { try await Self.answer(path, claim) }
        }
    }

    /// So does a file with bytes turned over.
    @Test(arguments: [
        "genuine/sample.docx", "genuine/sample.odt", "genuine/sample.doc", "genuine/protected.docx",
        "genuine/sample.zip",
        "bombs/wide.zip", "bombs/loop-tree.doc", "genuine/tagged.mp3", "genuine/sample.mp4", "genuine/sample.webm",
        "genuine/tiny.png", "genuine/sample.gif", "genuine/utf16.txt",
    ])
    func fileWithDamagedBytesIsAnswered(_ name: String) async throws {
        let folder = try TemporaryFolder()
        var dice = Dice(seed: 17)
        let bytes = try Fixture.bytes(name)
        for _ in 0..<60 {
            var damaged = bytes
            for _ in 0..<8 {
                damaged[Int.random(in: bytes.indices, using: &dice)] =
                    [0, 0x7F, 0x80, 0xFF].randomElement(using: &dice) ?? 0
            }
            let path = try folder.write(damaged)
            let claim = MediaClaim(fileExtension: Fixture.fileExtension(of: name), wantsThumbnail: true)
            await #expect(throws: Never.self) { try await Self.answer(path, claim) }
        }
    }

    /// Passes when the file is accepted, or refused for what it is.
    private static func answer(_ path: String, _ claim: MediaClaim) async throws {
        do {
            _ = try await Inspecting.inspector.get().inspect(Inspecting.spoolFile(path), as: claim)
        } catch let error as CloakroomError {
            guard case .contentMismatch = error.kind else { throw error }
        }
    }
}

/// The same numbers every time.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
}
