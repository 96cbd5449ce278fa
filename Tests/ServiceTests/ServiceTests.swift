import CloakroomTesting
import Foundation
import Testing

/// The real binary, asked by curl.
@Suite(.serialized) struct ServiceTests {
    private let service: RunningService
    private let project: String
    private let token: String

    init() throws {
        service = try RunningService(["CHAT_FILE_EXPIRATION_TIME": "3600"])
        project = try service.cloakroom("project", "add", "Help desk")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        token = try service.cloakroom("token", "--user", owner)
    }

    private var authorization: String { "Authorization: JWT \(token)" }

    private func write(_ text: String, as name: String) throws -> String {
        let path = service.folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func upload(_ route: String, _ file: String) throws -> [String: Any] {
        let text = try service.curl(
            "-H", authorization, "-F", "file=@\(file)", "\(service.url)/\(project)/files/\(route)")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(object as? [String: Any], "\(text)")
    }

    private func status(_ path: String) throws -> String {
        try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, "\(service.url)/files?path=\(path)")
    }

    private func read(_ path: String) throws -> String {
        try service.curl("-H", authorization, "\(service.url)/\(project)/files?path=\(path)")
    }

    @Test func whatWasAcknowledgedSurvivesSIGKILL() throws {
        let answer = try upload("chat", write("the printer is on fire", as: "note.txt"))
        let path = try #require(answer["filename"] as? String)
        service.kill()
        try service.start()
        #expect(try read(path) == "the printer is on fire")
    }

    @Test func aDeletedFileIsGoneAtOnceAndItsBytesWithTheNextSweep() throws {
        let path = try #require(try upload("chat", write("x", as: "note.txt"))["filename"] as? String)
        #expect(service.blobs("primary").count == 1)
        let answer = try service.curl(
            "-X", "DELETE", "-H", authorization, "\(service.url)/\(project)/files?path=\(path)")
        #expect(answer.contains("File deleted successfully"))
        #expect(try status(path) == "404")
        #expect(try service.cloakroom("sweep") == "erased 1 files, 1 bytes")
        #expect(service.blobs("primary").isEmpty && service.blobs("secondary").isEmpty)
    }

    @Test func aDisguisedFileIsRefusedAndLeavesNothing() throws {
        let answer = try upload("chat", write("MZ\u{0}\u{1}not a picture", as: "photo.jpg"))
        #expect((answer["error"] as? String)?.hasPrefix("File content does not match mimetype.") == true)
        #expect(service.blobs("primary").isEmpty && service.blobs("secondary").isEmpty)
    }

    @Test func aCheckTellsWhatIsWrongAndRepairsWhatItCan() throws {
        let path = try #require(try upload("chat", write("whole", as: "note.txt"))["filename"] as? String)
        let check = { (arguments: String...) in
            try RunningTool(BuiltBinary.path, ["check", "--data", service.data] + arguments).result()
        }
        #expect(try check() == (0, ""))
        let good = service.data + "/secondary/" + path
        try FileManager.default.createDirectory(
            atPath: (good as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: service.data + "/primary/" + path, toPath: good)
        try Data("whale".utf8).write(to: URL(fileURLWithPath: service.data + "/primary/" + path))
        #expect(try check() == (0, ""))
        #expect(try check("--deep") == (1, "damaged\tprimary\trepairable\t\(path)"))
        #expect(try check("--deep", "--repair") == (0, "damaged\tprimary\trepaired\t\(path)"))
        #expect(try check("--deep") == (0, ""))
        #expect(try read(path) == "whole")
    }

    @Test func aFileThatOnlySecondaryHasIsServed() throws {
        let path = try #require(try upload("chat", write("twice", as: "note.txt"))["filename"] as? String)
        try FileManager.default.removeItem(atPath: service.data + "/secondary")
        try FileManager.default.moveItem(atPath: service.data + "/primary", toPath: service.data + "/secondary")
        #expect(try read(path) == "twice")
    }

    @Test func anUploadThatPrimaryRefusesLandsInSecondary() throws {
        try FileManager.default.removeItem(atPath: service.data + "/primary")
        try Data().write(to: URL(fileURLWithPath: service.data + "/primary"))
        let path = try #require(try upload("chat", write("kept", as: "note.txt"))["filename"] as? String)
        #expect(service.blobs("secondary").count == 1)
        #expect(try read(path) == "kept")
    }

    @Test(arguments: [
        ("bytes=0-99999999999999999999", "206"), ("bytes=99999999999999999999-", "416"), ("bytes=0-2", "206"),
        ("bytes=0-1,2-3", "200"), ("nonsense", "200"),
    ])
    func rangesAtTheEdgeAreAnsweredAndTheServiceLivesOn(range: String, expected: String) throws {
        let path = try #require(try upload("chat", write("abcdef", as: "note.txt"))["filename"] as? String)
        let answer = try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, "-H", "Range: \(range)",
            "\(service.url)/files?path=\(path)")
        #expect(answer == expected)
        #expect(try status(path) == "200")
    }

    @Test func anEndlessExpiryIsHeldToTheLongestLife() throws {
        let answer = try upload("assets?expiration=9223372036854775807", write("x", as: "note.txt"))
        #expect((answer["expires_at"] as? String)?.hasPrefix("21") == true)
    }

    /// The answer comes at once, not after ten gigabytes: curl would wait for them otherwise.
    @Test func aWrongTokenIsRefusedBeforeTheBody() throws {
        let answer = try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "20", "-H", "Authorization: JWT wrong", "-H",
            "Content-Type: multipart/form-data; boundary=x", "-H", "Content-Length: 10000000000", "-H",
            "Expect: 100-continue", "-X", "POST", "--data-binary", "x", "\(service.url)/\(project)/files/chat")
        #expect(answer == "401")
    }

    @Test func pathMustBeOneString() throws {
        for query in ["path%5B$ne%5D=x", "path=a&path=b", "path[]=a"] {
            let answer = try service.curl(
                "-g", "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, "\(service.url)/files?\(query)")
            #expect(answer == "400", "\(query)")
        }
    }
}
