import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct DisguisedFileTests {
    @Test(arguments: try Fixture.names(in: "disguised"))
    func disguisedFileIsRefusedWithTheTypeOfItsExtension(_ name: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let expected = try #require(FileKind.of(fileExtension)?.type)
        let refusal = try await Inspecting.refusal(Fixture.path("disguised/" + name), as: fileExtension)
        guard case .contentMismatch(_, expected) = refusal else {
            Issue.record("\(name): \(String(describing: refusal))")
            return
        }
    }

    @Test(arguments: [
        ("noise.pdf", "unknown"), ("empty.pdf", "unknown"), ("nul.txt", "unknown"), ("nul-late.csv", "unknown"),
        ("tag-only.mp3", "unknown"), ("text.pdf", "text/plain"), ("page.txt", "text/html"),
        ("page-later.txt", "text/html"), ("page-wide.txt", "text/html"), ("script.txt", "text/html"),
        ("drawing.png", "image/svg+xml"), ("drawing.txt", "image/svg+xml"), ("xhtml.csv", "application/xml"),
        ("document.jpg", "application/pdf"), ("late-document.txt", "application/pdf"), ("rich.txt", "application/rtf"),
        ("archive.docx", "application/zip"), ("named.pdf", "application/zip"), ("named.doc", "application/zip"),
        ("gif.png", "image/gif"), ("film.mp3", "video/mp4"),
        ("program.pdf", "application/vnd.microsoft.portable-executable"), ("installer.doc", "application/x-msi"),
        ("macros.docx", "application/vnd.ms-word.document.macroenabled.12"),
        ("hidden-macros.docx", "application/vnd.ms-word.document.macroenabled.12"),
        ("template.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
        ("old-sheet.doc", "application/vnd.ms-excel"),
    ])
    func refusalNamesWhatWasFound(_ name: String, _ detected: String) async throws {
        let fileExtension = Fixture.fileExtension(of: name)
        let expected = try #require(FileKind.of(fileExtension)?.type)
        let refusal = try await Inspecting.refusal(Fixture.path("disguised/" + name), as: fileExtension)
        #expect(refusal == .contentMismatch(detected: detected, expected: expected))
    }

    /// Every genuine file that is no text, under every extension of text and pictures that is not its own.
    @Test(arguments: [".txt", ".csv", ".md", ".json", ".jpg", ".png", ".gif", ".webp", ".bmp", ".tiff", ".svg", ".pdf"])
    func binaryFileNeverPassesAsAnotherKind(_ claim: String) async throws {
        let claimed = try #require(FileKind.of(claim)?.type)
        for name in try Fixture.names(in: "genuine") {
            guard let kind = FileKind.of(Fixture.fileExtension(of: name)), kind.type != claimed else { continue }
            if case .text = kind.proof { continue }
            let refusal = try await Inspecting.refusal(Fixture.path("genuine/" + name), as: claim)
            #expect(refusal != nil, "\(name) passed as \(claim)")
        }
    }
}
