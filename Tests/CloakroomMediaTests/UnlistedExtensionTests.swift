import CloakroomCore
import Testing

@testable import CloakroomMedia

/// Extensions that the table does not know, where a project allows any.
@Suite struct UnlistedExtensionTests {
    @Test(arguments: [
        ("disguised/program.pdf", "application/vnd.microsoft.portable-executable"),
        ("disguised/page.txt", "text/html; charset=utf-8"), ("disguised/drawing.txt", "image/svg+xml"),
        ("disguised/noise.pdf", "application/octet-stream"), ("disguised/nul-late.csv", "application/octet-stream"),
        ("disguised/macros.docx", "application/vnd.ms-word.document.macroenabled.12"),
        ("genuine/latin.txt", "text/plain; charset=iso-8859-1"),
    ])
    func fileIsServedAsWhatWasFound(_ name: String, _ type: String) async throws {
        #expect(try await Inspecting.inspect(Fixture.path(name), as: ".unlisted").contentType == type)
        #expect(try await Inspecting.inspect(Fixture.path(name), as: "").contentType == type)
    }

    @Test func declaredTypeThatTheBytesContradictIsRefused() async throws {
        let path = Fixture.path("genuine/sample.png")
        let refusal = try await Inspecting.refusal(path, as: ".unlisted", declared: "application/pdf")
        #expect(refusal == .contentMismatch(detected: "image/png", expected: "application/pdf"))
    }

    @Test func declaredTypeThatNobodyCanCheckIsUnverifiable() async throws {
        let path = Fixture.path("disguised/noise.pdf")
        let refusal = try await Inspecting.refusal(path, as: ".unlisted", declared: "application/x-coat")
        #expect(refusal == .contentUnverifiable(declared: "application/x-coat"))
    }

    @Test func emptyFileIsUnverifiable() async throws {
        let path = Fixture.path("genuine/empty.txt")
        let refusal = try await Inspecting.refusal(path, as: ".unlisted")
        #expect(refusal == .contentUnverifiable(declared: "application/octet-stream"))
    }

    @Test(arguments: [
        ("genuine/sample.txt", "text/x-coat"), ("genuine/sample.txt", "application/sql"),
        ("genuine/sample.zip", "application/x-coat"), ("genuine/sample.png", "image/png"),
    ])
    func finerDeclaredTypeIsNoContradiction(_ name: String, _ declared: String) async throws {
        #expect(try await Inspecting.refusal(Fixture.path(name), as: ".unlisted", declared: declared) == nil)
    }
}
