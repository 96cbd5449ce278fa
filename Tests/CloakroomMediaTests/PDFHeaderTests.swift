import CloakroomCore
import Testing

@testable import CloakroomMedia

/// Texts that talk about PDF, and documents that look like a text.
@Suite struct PDFHeaderTests {
    private static let object = "1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"

    private func found(_ text: some Sequence<UInt8>) async throws -> String {
        let folder = try TemporaryFolder()
        return try await Inspecting.inspect(try folder.write(text), as: ".unlisted").contentType
    }

    @Test(arguments: [
        "Our parser wants a header like %PDF-1.4 at byte 0.\n", "%PDF-1.4\n",
        "The first line is\n%PDF-1.7\nand so on.\n", "Look for %PDF-1.4, then\n" + object,
        "%PDF-1.4 begins a file; objects and subobj follow.\n",
        "Grüße: %PDF-1.4 steht vorn.\n", String(repeating: "coat\n", count: 100) + "or %PDF-1.4\n",
    ])
    func textThatMentionsItIsAText(_ text: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text.utf8)
        #expect(try await Inspecting.inspect(path, as: ".txt").contentType == "text/plain; charset=utf-8")
        #expect(try await Inspecting.refusal(path, as: ".pdf") != nil)
        #expect(try await found(text.utf8) == "text/plain; charset=utf-8")
    }

    @Test(arguments: [
        "%PDF-1.4\n" + object, "\u{FEFF}%PDF-1.4\n" + object, "x\r%PDF-1.4\r1\r0\robj\r<<>>\rendobj\r",
        "%PDF-1.4\n1 0obj[]endobj\n", "%PDF-1.4\n1 0 %\nobj<<>>endobj\n", "%PDF-1.4\nobject\n" + object,
        "or %PDF-1.4\n%PDF-1.4\n" + object, "%PDF-1.4\n" + String(repeating: "% coat\n", count: 200_000),
        String(repeating: "coat\n", count: 100) + "%PDF-1.4\n" + object,
    ])
    func documentThatIsAllTextIsADocument(_ text: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text.utf8)
        for claim in [".txt", ".md", ".csv"] { #expect(try await Inspecting.refusal(path, as: claim) != nil) }
        #expect(try await Inspecting.refusal(path, as: ".pdf") == nil)
        #expect(try await found(text.utf8) == "application/pdf")
    }

    @Test(arguments: [[0xE4], [0x01], [0]]) func documentThatIsNoCleanTextIsADocument(_ bytes: [UInt8]) async throws {
        #expect(try await found("Look for %PDF-1.4\n".utf8 + bytes) == "application/pdf")
    }
}
