import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct GenuineFileTests {
    /// What special files are served as; the others as what their extension stands for.
    private static let special: [String: String] = [
        "bom.txt": "text/plain; charset=utf-8", "utf16.txt": "text/plain; charset=utf-16le",
        "utf16be.txt": "text/plain; charset=utf-16be", "latin.txt": "text/plain; charset=iso-8859-1",
        "latin.csv": "text/csv; charset=iso-8859-1", "rtf.doc": "application/rtf",
        "voice-ogg.mp3": "audio/ogg", "voice-webm.mp3": "audio/webm", "voice-mp4.mp3": "audio/mp4",
    ]

    @Test(arguments: try Fixture.names(in: "genuine"))
    func genuineFileIsServedAsWhatItIs(_ name: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let kind = try #require(FileKind.of(fileExtension))
        let expected = Self.special[name] ?? Examiner.served(kind.type, charset: "utf-8")
        let inspection = try await Inspecting.inspect(Fixture.path("genuine/" + name), as: fileExtension)
        #expect(inspection == Inspection(contentType: expected))
    }

    @Test func everyExtensionOfTheDefaultListsHasAFixture() throws {
        let made = Set(try Fixture.names(in: "genuine").map(Fixture.fileExtension))
        #expect(made.isSuperset(of: [".jpg", ".jpeg", ".png", ".gif", ".pdf", ".txt", ".csv", ".doc", ".docx"]))
    }

    @Test(arguments: try Fixture.names(in: "genuine"))
    func genuineFileKeepsItsTypeUnderAnUnlistedExtension(_ name: String) async throws {
        let path = Fixture.path("genuine/" + name)
        guard !name.hasPrefix("empty.txt") else { return }
        let served = try await Inspecting.inspect(path, as: ".unlisted").contentType
        let own = try await Inspecting.inspect(path, as: Fixture.fileExtension(of: name)).contentType
        let isText = own.hasPrefix("text/") || Self.namedLooser.contains(name)
        #expect(served == own || isText, "\(served) rather than \(own)")
    }

    /// What only the extension tells apart: libmagic calls them text, or the package hides its program.
    private static let namedLooser: Set<String> = [
        "sample.yaml", "sample.json", "protected.docx", "protected.xlsx", "protected.pptx", "wordml.doc",
    ]
}
