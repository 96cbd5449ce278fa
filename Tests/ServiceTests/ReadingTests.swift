import Foundation
import Testing

/// How the real binary serves a file: prefixes, methods, validators, cross-origin readers, reading by capability.
@Suite struct ReadingTests {
    private let service: RunningService
    private let project: String
    private let authorization: String
    private let path: String

    init() throws {
        try self.init(reads: "private")
    }

    private init(reads: String) throws {
        service = try RunningService(["CLOAKROOM_READS": reads])
        project = try service.cloakroom("project", "add", "Help desk")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        authorization = "Authorization: JWT " + (try service.cloakroom("token", "--user", owner))
        let file = service.folder + "/note.txt"
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: file))
        let answer = try service.curl(
            "-H", authorization, "-F", "file=@\(file)", "\(service.url)/\(project)/files/chat")
        let fields = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        path = try #require(fields?["filename"] as? String, "\(answer)")
    }

    /// Status line and headers in lower case, then the body.
    private func get(_ target: String, _ options: String...) throws -> (status: String, head: String, body: String) {
        let text = try service.curl(
            ["-i", "-H", authorization] + options + ["\(service.url)\(target)"])
        let parts = text.components(separatedBy: "\r\n\r\n")
        let status = parts[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
        return (status, parts[0].lowercased(), parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    @Test(arguments: ["", "/api", "/v1", "/v2", "/v3", "/api/v2", "//api//v3/"])
    func everyPublishedPrefixLeadsToTheSameFile(prefix: String) throws {
        for target in ["\(prefix)/files", "\(prefix)/\(project)/files", "\(prefix)/files/", "\(prefix)/FILES"] {
            #expect(try get("\(target)?path=\(path)").body == "0123456789", "\(target)")
        }
    }

    @Test func headTellsTheLengthAndSendsNothing() throws {
        let answer = try get("/files?path=\(path)", "-I")
        #expect(answer.status == "200" && answer.body.isEmpty)
        #expect(answer.head.contains("content-length: 10") && answer.head.contains("x-content-type-options: nosniff"))
    }

    /// Content would be taken for the beginning of the next answer.
    @Test(arguments: ["/files?path=nothing", "/nothing", "/healthz", "/"])
    func headBringsNoContentWhateverTheAnswer(target: String) throws {
        let client = WireClient(service)
        let answers = try client.ask([WireRequest("HEAD", target), WireRequest("HEAD", target)])
        #expect(answers[0].status > 0 && answers[0].telling == answers[1].telling)
        #expect(
            answers[0].header("Content-Length") == (try client.ask(WireRequest("GET", target))).header("Content-Length")
        )
    }

    @Test func anUnchangedFileIsNotSentAgain() throws {
        let head = try get("/files?path=\(path)", "-I").head
        let tag = try #require(
            head.components(separatedBy: "\r\n").first { $0.hasPrefix("etag: ") }?.dropFirst("etag: ".count))
        #expect(try get("/files?path=\(path)", "-H", "If-None-Match: \(tag)").status == "304")
        #expect(try get("/files?path=\(path)", "-H", "If-Match: \"other\"").status == "412")
        let resumed = try get("/files?path=\(path)", "-H", "Range: bytes=7-", "-H", "If-Range: \(tag)")
        #expect(resumed.status == "206" && resumed.body == "789")
        let stale = try get("/files?path=\(path)", "-H", "Range: bytes=7-", "-H", "If-Range: \"other\"")
        #expect(stale.status == "200" && stale.body == "0123456789")
    }

    @Test func aDownloadIsAnAttachmentUnderItsOwnName() throws {
        #expect(try get("/files/download?path=\(path)").head.contains(#"attachment; filename="note.txt""#))
        #expect(try get("/files?path=\(path)&as_attachment=1").head.contains("attachment"))
        #expect(try get("/files?path=\(path)").head.contains(#"inline; filename="note.txt""#))
    }

    @Test func pagesOfAnyOriginAreLetInAndErrorsSayItToo() throws {
        let asked = try get(
            "/\(project)/files/chat", "-X", "OPTIONS", "-H", "Origin: https://desk.example", "-H",
            "Access-Control-Request-Method: POST", "-H", "Access-Control-Request-Headers: authorization")
        #expect(asked.status == "204" && asked.head.contains("access-control-allow-headers: authorization"))
        let missing = try get("/files?path=nothing", "-H", "Origin: https://desk.example")
        #expect(missing.status == "404" && missing.head.contains("access-control-allow-origin: *"))
    }

    @Test func withoutACredentialNothingIsReadUnlessThePathIsOne() throws {
        let url = "\(service.url)/files?path=\(path)"
        #expect(try service.curl("-o", "/dev/null", "-w", "%{http_code}", url) == "401")
        let open = try ReadingTests(reads: "capability")
        #expect(try open.service.curl("\(open.service.url)/files?path=\(open.path)") == "0123456789")
        let inProject = "\(open.service.url)/\(open.project)/files?path=\(open.path)"
        #expect(try open.service.curl("-o", "/dev/null", "-w", "%{http_code}", inProject) == "401")
    }

    /// Clients encode a path once more than they should; the second try finds it.
    @Test func aPathEncodedTwiceIsFound() throws {
        let twice = path.replacingOccurrences(of: "/", with: "%252F")
        #expect(try get("/files?path=\(twice)").body == "0123456789")
    }

    @Test func operationsAnswerWithoutACredential() throws {
        #expect(try service.curl("-o", "/dev/null", "-w", "%{http_code}", "\(service.url)/healthz") == "200")
        #expect(try service.curl("-o", "/dev/null", "-w", "%{http_code}", "\(service.url)/readyz") == "200")
        let metrics = try service.curl("\(service.url)/metrics")
        let names = [
            "cloakroom_requests_total", "cloakroom_uploads_total{kind=\"chat\"} 1", "cloakroom_upload_bytes_total",
        ]
        for name in names {
            #expect(metrics.contains(name), "\(name)")
        }
    }

    /// curl waits a second for `100 Continue` before a body over 1 MB: it must come at once.
    @Test func aLargeFormIsInvitedAtOnce() throws {
        let file = service.folder + "/large.txt"
        try Data(repeating: UInt8(ascii: "a"), count: 5_000_000).write(to: URL(fileURLWithPath: file))
        let trace = try service.curl(
            "-v", "--stderr", "-", "-o", "/dev/null", "-H", authorization, "-H", "Expect: 100-continue", "-F",
            "file=@\(file)", "\(service.url)/\(project)/files/chat")
        #expect(trace.contains("< HTTP/1.1 100 Continue") && trace.contains("< HTTP/1.1 201 Created"))
        #expect(!trace.contains("Done waiting for 100-continue"))
    }
}
