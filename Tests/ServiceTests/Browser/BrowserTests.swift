import Foundation
import Testing

/// A real browser, on a page of another origin: what it may send, read and show, and what it must not run.
@Suite(.timeLimit(.minutes(15))) struct BrowserTests {
    private static let browser = "/usr/bin/chromium"

    /// The browser prints what the page has become when nothing more happens on it.
    private func become(_ url: String, profile: String) throws -> String {
        let browser = try RunningTool(
            Self.browser,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile)",
                "--virtual-time-budget=60000", "--dump-dom", url,
            ])
        return browser.output()
    }

    @Test func aWidgetOfAnotherOriginSendsReadsAndShowsFiles() throws {
        let service = try RunningService([
            "MAX_UPLOAD_FILE_SIZE": "100000", "ASSETS_FILES_ALLOW_LIST": ".png,.svg,.txt",
        ])
        let project = try service.cloakroom("project", "add", "Help desk")
        let user = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "correct horse", "--project", project, "--role", "owner")
        let values = [
            "@url@": service.url, "@project@": project, "@token@": try service.cloakroom("token", "--user", user),
        ]
        let page = service.folder + "/widget.html"
        let template = try String(decoding: Fixture.bytes("pages/widget.html"), as: UTF8.self)
        try values.reduce(template) { $0.replacing($1.key, with: $1.value) }
            .write(toFile: page, atomically: true, encoding: .utf8)
        let seen = try become("file://" + page, profile: service.folder + "/profile")
            .components(separatedBy: "<body>").last?.replacing("\n", with: "")
        let expected = [
            #""picture": [  201,  "300x150",  "200x200" ]"#, #""read": [  200,  "image/png",  true ]"#,
            #""part": [  206,  true,  "attachment; filename="#, #""svg": [  201,  "did not run" ]"#,
            #""disguised": [  403,  "File content does not match mimetype."#,
            // The answer arrives although most of the file was not taken.
            #""large1000000": [  413,  100000 ]"#, #""large20000000": [  413,  100000 ]"#,
            #""denied": [  401,  "Unauthorized" ]"#, #""gone": [  200,  "File deleted successfully",  "nothing" ]"#,
        ]
        for line in expected { #expect(seen?.contains(line) == true, "\(line) in \(seen ?? "")") }
    }

    @Test func theReferenceShowsEveryRoute() throws {
        let service = try RunningService()
        let page = try become(service.url + "/docs", profile: service.folder + "/profile")
        for word in ["<h1", "/{project}/files/chat", "/api/v2/uploads", "/{project}/files/resumable"] {
            #expect(page.contains(word), "\(word)")
        }
    }
}
