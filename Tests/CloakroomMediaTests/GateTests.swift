import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct GateTests {
    @Test func fullGateTurnsAwayAtOnceAndOpensAgain() async throws {
        let gate = Gate(limit: 1, retryAfter: 7)
        try await gate.enter {
            let refusal = await #expect(throws: CloakroomError.self) { try await gate.enter {} }
            #expect(refusal?.kind == .busy(retryAfter: 7))
        }
        #expect(try await gate.enter { true })
    }

    @Test func failureLeavesTheGateOpen() async throws {
        let gate = Gate(limit: 1, retryAfter: 1)
        await #expect(throws: MediaFailure.self) { try await gate.enter { throw MediaFailure("no") } }
        #expect(try await gate.enter { true })
    }

    @Test func missingFileIsAnInternalFailure() async throws {
        let inspector = try Inspecting.inspector.get()
        let file = try Inspecting.spoolFile(Fixture.path("genuine/sample.txt"))
        let gone = SpoolFile(path: file.path + ".gone", size: file.size, digest: file.digest)
        let error = await #expect(throws: CloakroomError.self) {
            try await inspector.inspect(gone, as: MediaClaim(fileExtension: ".txt"))
        }
        #expect(error?.kind == .internalFailure)
    }

    @Test func manyFilesAreLookedAtAtOnce() async throws {
        let names = ["sample.png", "sample.jpg", "sample.txt", "sample.docx", "sample.doc", "sample.mp3", "sample.gif"]
        try await withThrowingTaskGroup(of: (String, Inspection).self) { group in
            for name in Array(repeating: names, count: 8).joined() {
                group.addTask {
                    let path = Fixture.path("genuine/" + name)
                    return (
                        name, try await Inspecting.inspect(path, as: Fixture.fileExtension(of: name), thumbnail: true)
                    )
                }
            }
            for try await (name, inspection) in group {
                let type = FileKind.of(Fixture.fileExtension(of: name))?.type ?? ""
                #expect(inspection.contentType.hasPrefix(type))
            }
        }
    }
}
