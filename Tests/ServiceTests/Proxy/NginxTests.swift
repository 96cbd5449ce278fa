import Foundation
import Testing

/// The real binary behind a real nginx, as `deploy/nginx.conf` sets it up.
@Suite(.serialized, .timeLimit(.minutes(15))) struct NginxTests {
    /// The answers of both ways, and those without nginx, are the same to the last field.
    @Test(arguments: [
        [], ["-r", "5-20"], ["-r", "-7"], ["-r", "100000-"], ["-r", "0-1,5-6"], ["-r", "nonsense"],
        ["-H", "If-None-Match: \"x\""], ["-H", "If-Match: \"x\""], ["-H", "If-Match: *"],
        ["-r", "5-20", "-H", "If-Range: \"x\""], ["-r", "99999999-"], ["--head"],
        ["-H", "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT"],
    ])
    func nginxSendsWhatCloakroomWouldSend(arguments: [String]) throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("long list.txt", size: 300_000))
        let direct = try desk.readDirectly(path, arguments)
        let redirected = try desk.read(path, arguments)
        #expect(redirected.status == direct.status)
        #expect(redirected.comparable == direct.comparable)
        let isSame = redirected.body == direct.body
        #expect(isSame || arguments == ["--head"], "with --head, curl keeps the fields")
    }

    @Test func withoutTheSettingTheBytesPassThroughNginx() throws {
        let desk = try ProxiedDesk(redirects: false)
        let path = try desk.uploaded(desk.file("list.txt", size: 3_000_000))
        let direct = try desk.readDirectly(path)
        let proxied = try desk.read(path)
        let isSame = proxied.body == direct.body
        #expect(proxied.status == 200 && isSame)
        #expect(proxied.comparable == direct.comparable)
    }

    /// Seen by what is left in Cloakroom's log: nginx sends the bytes.
    @Test func aRedirectedFileCostsCloakroomNoBytes() throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("list.txt", size: 300_000))
        #expect(try desk.read(path).body.count == 300_000)
        _ = try desk.service.log.line(with: "method=GET", "bytes=0 ")
    }

    @Test func aSmallFileComesFromCloakroomsMemory() throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("note.txt", size: 12_000))
        #expect(try desk.read(path).body.count == 12_000)
        _ = try desk.service.log.line(with: "method=GET", "bytes=12000 ")
    }

    /// Names of our own are plain; those of files that an earlier system left need not be.
    @Test(arguments: ["50% off?.txt", "a#b c+d&e.txt", "öäü ☂.txt", "%2e%2e%2fx.txt", "a;b'c\\d\".txt"])
    func aLegacyFileIsFoundWhateverItsName(name: String) throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = "uploads/projects/\(desk.project)/files/0123/\(name)"
        let target = URL(fileURLWithPath: "\(desk.service.data)/primary/\(path)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: desk.file("list.txt", size: 300_000), toPath: target.path)
        let answer = try desk.read(ProxiedDesk.encoded(path))
        #expect(answer.status == 200 && answer.body.count == 300_000)
        _ = try desk.service.log.line(with: "method=GET", "bytes=0 ", "status=200")
    }

    @Test func theInternalLocationIsClosedToTheOutside() throws {
        let desk = try ProxiedDesk(redirects: true)
        _ = try desk.uploaded(desk.file("list.txt", size: 300_000))
        let blob = try #require(desk.service.blobs("primary").first)
        for path in [
            "/internal/primary/\(blob)", "/internal/../internal/primary/\(blob)", "//internal/primary/\(blob)",
        ] {
            let status = try desk.curl(
                "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", "-H", "X-Accel-Redirect: \(path)",
                "\(desk.nginx.url)\(path)")
            #expect(status == "404", "\(path)")
        }
    }

    @Test func whoMayNotReadOrComesTooLateGetsNothing() throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("list.txt", size: 300_000))
        let address = "\(desk.nginx.url)/\(desk.project)/files?path=\(path)"
        #expect(try desk.curl("-o", "/dev/null", "-w", "%{http_code}", address) == "401")
        _ = try desk.service.curl(desk.authorization + ["-X", "DELETE", address])
        #expect(try desk.read(path).status == 404)
    }

    @Test func aFileThatOnlySecondaryHasIsFoundThere() throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("list.txt", size: 300_000))
        let blob = try #require(desk.service.blobs("primary").first)
        let target = URL(fileURLWithPath: "\(desk.service.data)/secondary/\(blob)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: URL(fileURLWithPath: "\(desk.service.data)/primary/\(blob)"), to: target)
        let answer = try desk.read(path)
        #expect(answer.status == 200 && answer.body.count == 300_000)
    }

    @Test func whoIsNoTrustedProxyGetsTheBytes() throws {
        let desk = try ProxiedDesk(redirects: true)
        let path = try desk.uploaded(desk.file("list.txt", size: 300_000))
        #expect(try desk.readDirectly(path).body.count == 300_000)
    }

    @Test func theLogNamesTheClientAndNotTheProxy() throws {
        let desk = try ProxiedDesk(redirects: false)
        _ = try desk.curl("--interface", "127.0.0.9", "-H", "X-Forwarded-For: 203.0.113.7", "\(desk.nginx.url)/healthz")
        _ = try desk.service.log.line(with: "target=/healthz", "client=127.0.0.9 ")
    }

    /// A refused upload must not leave bytes on a connection that nginx uses again.
    @Test(arguments: [("wrong", "401"), (nil, "413")] as [(String?, String)])
    func connectionsStayInStepAfterAnEarlyAnswer(token: String?, status: String) throws {
        let desk = try ProxiedDesk(redirects: false, ["MAX_UPLOAD_FILE_SIZE": "100000"])
        let path = try desk.uploaded(desk.file("small.txt", size: 5_000))
        let large = try desk.file("large.txt", size: 9_000_000)
        let refused = [
            "-H", "Authorization: JWT \(token ?? desk.owner)", "-F", "file=@\(large)", "-o", "/dev/null", "-w",
            "%{http_code} ", "\(desk.nginx.url)/\(desk.project)/files/assets", "--next",
        ]
        let read =
            desk.authorization + [
                "-o", "/dev/null", "-w", "%{http_code} %{size_download} ",
                "\(desk.nginx.url)/\(desk.project)/files?path=\(path)", "--next",
            ]
        let rounds = (0..<8).flatMap { _ in refused + read + read }
        let outcome = try desk.service.curl(Array(rounds.dropLast()))
        #expect(outcome == Array(repeating: "\(status) 200 5000 200 5000", count: 8).joined(separator: " ") + " ")
    }

    @Test func anUploadIsPassedOnWhileItComes() throws {
        let desk = try ProxiedDesk(redirects: false)
        let upload = try HeldUpload(
            desk.service,
            ["-H", "Authorization: JWT \(desk.owner)", "\(desk.nginx.url)/\(desk.project)/files/assets"])
        var isSeen = false
        while !isSeen {
            isSeen = try desk.curl("\(desk.service.url)/metrics").contains("cloakroom_uploads_in_flight 1.0")
        }
        #expect(try upload.finish() == "201 1.1")
    }
}
