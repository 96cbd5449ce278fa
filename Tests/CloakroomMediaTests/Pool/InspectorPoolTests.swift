import CloakroomCore
import CloakroomTesting
import Foundation
import Logging
import Testing

@testable import CloakroomMedia

/// Real helper processes of the built binary.
@Suite struct InspectorPoolTests {
    private static let pool = InspectorPool.of(BuiltBinary.path, waiting: 1000)

    @Test(
        arguments: try ["genuine", "disguised", "broken", "bombs"].flatMap { part in
            try Fixture.names(in: part).map { part + "/" + $0 }
        })
    func helperSaysWhatTheExaminerSays(_ name: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let helped = try await Outcome { try await Self.pool.inspect(name, thumbnail: true) }
        let alone = try await Outcome {
            try await Inspecting.inspect(Fixture.path(name), as: fileExtension, thumbnail: true)
        }
        #expect(helped == alone)
    }

    @Test func unlistedExtensionIsServedAsFound() async throws {
        let file = try Inspecting.spoolFile(Fixture.path("genuine/sample.png"))
        #expect(try await Self.pool.inspect(file, as: MediaClaim(fileExtension: "")).contentType == "image/png")
    }

    @Test func missingFileIsAnInternalFailure() async throws {
        let file = try Inspecting.spoolFile(Fixture.path("genuine/sample.txt"))
        let gone = SpoolFile(path: file.path + ".gone", size: file.size, digest: file.digest)
        let error = await #expect(throws: CloakroomError.self) {
            try await Self.pool.inspect(gone, as: MediaClaim(fileExtension: ".txt"))
        }
        #expect(error?.kind == .internalFailure)
    }

    @Test func manyFilesAreLookedAtAtOnce() async throws {
        let pool = InspectorPool.of(BuiltBinary.path, running: 3)
        let names = ["sample.png", "sample.jpg", "sample.txt", "sample.docx", "sample.doc", "sample.mp3", "sample.gif"]
        try await withThrowingTaskGroup(of: (String, Inspection).self) { group in
            for name in Array(repeating: names, count: 8).joined() {
                group.addTask { (name, try await pool.inspect("genuine/" + name, thumbnail: true)) }
            }
            for try await (name, inspection) in group {
                let type = FileKind.of(Fixture.fileExtension(of: name))?.type ?? ""
                #expect(inspection.contentType.hasPrefix(type))
            }
        }
    }

    /// The same picture, with and without the room that 49 million pixels take.
    @Test(arguments: [(64 << 20, false), (2 << 30, true)])
    func memoryBombCostsItsThumbnailOnly(_ memory: Int, _ hasThumbnail: Bool) async throws {
        let limits = MediaLimits(running: 1, pixelsInMemory: 100_000_000, memory: memory)
        let pool = InspectorPool(limits: limits, executable: BuiltBinary.path, logger: .silent)
        let inspection = try await pool.inspect("bombs/interlaced.png", thumbnail: true)
        #expect(inspection.contentType == "image/png" && (inspection.thumbnail != nil) == hasThumbnail)
        #expect(try await pool.inspect("genuine/sample.jpg", thumbnail: true).thumbnail != nil)
    }

    @Test(arguments: ["/bin/false", "/nonexistent"])
    func binaryThatIsNoHelperStopsTheStart(_ executable: String) async throws {
        let pool = InspectorPool.of(executable)
        let error = await #expect(throws: CloakroomError.self) { try await pool.start() }
        #expect(error?.kind == .unavailable)
        let next = await #expect(throws: CloakroomError.self) { try await pool.inspect("genuine/sample.txt") }
        #expect(next?.kind == .unavailable)
    }
}
