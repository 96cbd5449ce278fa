import CloakroomCore
import Testing

@testable import CloakroomMedia

@Suite struct DeclaredTypeTests {
    @Test(arguments: [
        ("sample.jpg", "image/jpeg"), ("sample.jpg", "image/jpg"), ("sample.jpeg", "image/pjpeg"),
        ("sample.png", "image/x-png"), ("sample.wav", "audio/wave"), ("sample.wav", "audio/vnd.wave"),
        ("sample.zip", "application/x-zip-compressed"), ("sample.txt", "text/markdown"), ("sample.md", "text/plain"),
        ("sample.md", "text/x-markdown"), ("sample.csv", "application/vnd.ms-excel"), ("sample.csv", "text/plain"),
        ("voice-ogg.mp3", "audio/ogg"), ("voice-mp4.mp3", "audio/mp4"), ("voice-webm.mp3", "audio/webm"),
        ("voice-webm.mp3", "video/webm"), ("voice-ogg.mp3", "audio/x.mp3"), ("sample.mp3", "audio/mp3"),
        ("sample.docx", "application/zip"), ("rtf.doc", "text/rtf"), ("sample.xml", "text/xml"),
        ("sample.ico", "image/x-icon"), ("sample.webm", "audio/webm"), ("sample.pdf", "application/octet-stream"),
    ])
    func declaredTypeThatMeansTheSameAgrees(_ name: String, _ declared: String) async throws {
        let path = Fixture.path("genuine/" + name)
        let refusal = try await Inspecting.refusal(path, as: Fixture.fileExtension(of: name), declared: declared)
        #expect(refusal == nil)
    }

    @Test(arguments: [
        ("sample.pdf", "image/png", "application/pdf"), ("sample.png", "image/jpeg", "image/png"),
        ("sample.png", "text/html", "image/png"), ("sample.txt", "text/html", "text/plain"),
        ("sample.txt", "application/pdf", "text/plain"), ("sample.csv", "application/msword", "text/csv"),
        ("sample.mp3", "video/quicktime", "audio/mpeg"), ("sample.jpg", "application/zip", "image/jpeg"),
    ])
    func declaredTypeThatContradictsTheExtensionIsRefused(
        _ name: String, _ declared: String, _ expected: String
    ) async throws {
        let path = Fixture.path("genuine/" + name)
        let refusal = try await Inspecting.refusal(path, as: Fixture.fileExtension(of: name), declared: declared)
        #expect(refusal == .contentMismatch(detected: declared, expected: expected))
    }
}
