import CloakroomTesting
import Foundation
import Testing

/// Signed links of the real binary, followed without any header.
@Suite struct LinkTests {
    private let service: RunningService
    private let project: String
    private let token: String

    init() throws {
        try self.init([:])
    }

    private init(_ environment: [String: String]) throws {
        service = try RunningService(environment)
        project = try service.cloakroom("project", "add", "Help desk")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        token = try service.cloakroom("token", "--user", owner)
    }

    private struct Answer {
        let status: String
        let head: String
        let body: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:]
        }
    }

    private func ask(_ url: String, _ options: String...) throws -> Answer {
        let text = try service.curl(["-i"] + options + [url])
        let parts = text.components(separatedBy: "\r\n\r\n")
        let status = parts[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
        return Answer(
            status: status, head: parts[0].lowercased(), body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    private func upload(_ route: String = "chat", _ file: String? = nil) throws -> [String: Any] {
        let note = service.folder + "/note.txt"
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: note))
        return try ask(
            "\(service.url)/\(project)/files/\(route)", "-H", "Authorization: JWT \(token)", "-F",
            "file=@\(file ?? note)"
        ).json
    }

    private func mint(_ body: String, token: String? = nil) throws -> Answer {
        try ask(
            "\(service.url)/\(project)/files/links", "-H", "Authorization: JWT \(token ?? self.token)", "-H",
            "Content-Type: application/json", "-d", body)
    }

    private func url(_ answer: [String: Any], _ name: String = "url") throws -> String {
        try #require(answer[name] as? String, "\(answer)")
    }

    /// The answer without what differs between any two requests.
    private func fingerprint(_ answer: Answer) -> String {
        let lines = answer.head.split(separator: "\r\n").filter {
            !$0.hasPrefix("x-request-id") && !$0.hasPrefix("date")
        }
        return lines.joined(separator: "\n") + "\n" + answer.body
    }

    @Test func anUploadAnswersWithALinkThatNeedsNoHeader() throws {
        let link = try url(upload())
        #expect(link.hasPrefix("\(service.url)/files?path=uploads%2Fusers%2F"))
        let answer = try ask(link)
        #expect(answer.status == "200" && answer.body == "0123456789")
        #expect(answer.head.contains("cache-control: private, max-age=6047") && answer.head.contains("nosniff"))
        #expect(answer.head.contains("referrer-policy: no-referrer"))
        #expect(answer.head.contains(#"content-disposition: inline; filename="note.txt""#))
        #expect(try ask(link, "-r", "2-4").body == "234")
        let head = try ask(link, "-I")
        #expect(head.status == "200" && head.head.contains("content-length: 10"))
    }

    @Test func aPictureHasALinkToItsThumbnailToo() throws {
        let answer = try upload("assets", Repository.root + "/Fixtures/genuine/sample.jpg")
        let thumbnail = try ask(url(answer, "thumbnail_url"), "-I")
        #expect(thumbnail.status == "200" && thumbnail.head.contains("content-type: image/jpeg"))
        #expect(try ask(url(answer), "-I").status == "200")
    }

    /// Nobody learns from a link whether its file exists, and no credential beside it helps.
    @Test func forgedAndExpiredLinksAnswerByteForByteTheSameWhetherOrNotThereIsAFile() throws {
        let link = try url(upload())
        let refused = fingerprint(try ask("\(service.url)/files?path=uploads/none&signature=x"))
        #expect(refused.hasPrefix("http/1.1 404") && refused.contains("The link is not valid or has expired."))
        let key = try service.cloakroom("secret", "show", "--links")
        let path = try #require(URLComponents(string: link)?.queryItems?.first { $0.name == "path" }?.value)
        let wrong = [
            link.dropLast() + (link.hasSuffix("0") ? "1" : "0"), link + "&as_attachment=1",
            link.replacingOccurrences(of: "expires=1", with: "expires=2"),
            link.replacingOccurrences(of: "note.txt", with: "note.tx"), "\(service.url)/files?path=\(path)&signature=x",
            try signed(path, expires: 1_700_000_000, key), try signed("uploads/none", expires: 1_700_000_000, key),
            try signed(path, expires: 4_000_000_000, key + "0"),
        ]
        for url in wrong {
            #expect(fingerprint(try ask(url)) == refused, "\(url)")
            #expect(fingerprint(try ask(url, "-H", "Authorization: JWT \(token)")) == refused, "\(url)")
        }
        let missing = try ask(signed("uploads/none", expires: 4_000_000_000, key))
        #expect(missing.status == "404" && missing.body.contains("File not found."))
        #expect(try ask(signed(path, expires: 4_000_000_000, key)).body == "0123456789")
    }

    /// As the README tells a backend to do it.
    private func signed(_ path: String, expires: Int, _ key: String) throws -> String {
        let signature = try service.shell(
            #"printf 'cloakroom-link-1\n\#(expires)\ninline\n%s' '\#(path)' | openssl dgst -sha256 -hmac \#(key) -r"#)
        let name = path.replacingOccurrences(of: "/", with: "%2F")
        return "\(service.url)/files?path=\(name)&expires=\(expires)&signature=\(signature.prefix(64))"
    }

    @Test func aLinkOpensItsOwnRouteAndNoOther() throws {
        let link = try url(upload())
        let query = try #require(link.split(separator: "?").last)
        for route in ["files/download", "\(project)/files", "\(project)/files/download"] {
            #expect(try ask("\(service.url)/\(route)?\(query)").status == "401", "\(route)")
        }
        #expect(try ask(link, "-X", "DELETE").status == "401")
        #expect(try ask(link, "-X", "POST").status == "405")
        #expect(try ask("\(service.url)/api/v2/files?\(query)").status == "200")
    }

    @Test func whoeverMayReadGetsLinksAndNobodyElse() throws {
        let path = try #require(upload()["filename"] as? String)
        let answer = try mint(#"{"path":"\#(path)","expires_in":60,"as_attachment":true}"#)
        #expect(answer.status == "201" && answer.json["expires_at"] is String && answer.json["thumbnail_url"] == nil)
        let file = try ask(url(answer.json))
        #expect(file.body == "0123456789" && file.head.contains("content-disposition: attachment"))
        #expect(
            file.head.contains("max-age=59") || file.head.contains("max-age=58") || file.head.contains("max-age=60"))
        #expect(try ask(url(answer.json).replacingOccurrences(of: "as_attachment=1&", with: "")).status == "404")

        let stranger = try service.cloakroom("user", "add", "s@example.com", "--password", "p:w")
        let other = try service.cloakroom("token", "--user", stranger)
        let refused = try mint(#"{"path":"\#(path)"}"#, token: other)
        #expect(fingerprint(refused) == fingerprint(try mint(#"{"path":"uploads/none"}"#)))
        #expect(refused.status == "404")
        #expect(try mint(#"{"path":"\#(path)"}"#, token: "wrong").status == "401")
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"path":1}"#, #"{"path":["a"]}"#, #"{"path":"a","expires_in":"60"}"#,
        #"{"path":"a","expires_in":0}"#, #"{"path":"a","expires_in":-1}"#, #"{"path":"a","expires_in":1.5}"#,
        #"{"path":"a","expires_in":1e400}"#, #"{"path":"a","expires_in":99999999999999999999}"#,
        #"{"path":"a","as_attachment":"yes"}"#,
    ])
    func aWishThatIsNoneIsRefused(body: String) throws {
        let answer = try mint(body)
        #expect(answer.status == "400", "\(body): \(answer.body)")
        #expect(try ask("\(service.url)/healthz").status == "200")
    }

    @Test func noLinkLivesLongerThanTheSettingOrTheFile() throws {
        let short = try LinkTests(["CLOAKROOM_LINK_SECONDS": "100", "CHAT_FILE_EXPIRATION_TIME": "50"])
        let asset = try #require(short.upload("assets")["filename"] as? String)
        let answer = try short.mint(#"{"path":"\#(asset)","expires_in":9223372036854775807}"#)
        #expect(answer.status == "201")
        #expect(try short.secondsLeft(short.url(answer.json)) <= 100)
        #expect(try short.secondsLeft(short.url(short.upload())) <= 50)
    }

    private func secondsLeft(_ link: String) throws -> Int {
        let items = URLComponents(string: link)?.queryItems
        let expires = try #require(items?.first { $0.name == "expires" }?.value.flatMap(Int.init))
        return expires - Int(Date().timeIntervalSince1970)
    }

    @Test func keysRotateWithoutBreakingLinksUnlessThatIsWanted() throws {
        let link = try url(upload())
        let key = try service.cloakroom("secret", "show", "--links")
        let next = try service.cloakroom("secret", "rotate", "--links")
        #expect(key.count == 64 && next.count == 64 && key != next)
        #expect(try service.cloakroom("secret", "show", "--links") == next)
        service.kill()
        try service.start()
        let query = try #require(link.split(separator: "?").last)
        #expect(try ask("\(service.url)/files?\(query)").status == "200")
        _ = try service.cloakroom("secret", "rotate", "--links", "--now")
        service.kill()
        try service.start()
        #expect(try ask("\(service.url)/files?\(query)").status == "404")
    }

    /// Projects and their secrets live elsewhere then; the links' key does not.
    @Test func theKeyIsShownWhoeverHasTheUsers() throws {
        let beside = "CLOAKROOM_IDENTITY=upstream CLOAKROOM_UPSTREAM_URL=http://127.0.0.1:9/ "
        let show = "\(beside) '\(BuiltBinary.path)' secret show --data '\(service.data)'"
        #expect(try service.shell("\(show) --links") == service.cloakroom("secret", "show", "--links"))
        #expect(try service.shell("\(show) --project \(project) 2>&1 || true").contains("chat backend"))
    }

    @Test func thePublicURLIsTheBaseOfEveryLink() throws {
        let desk = try LinkTests(["CLOAKROOM_PUBLIC_URL": "https://desk.example/api/"])
        #expect(try url(desk.upload()).hasPrefix("https://desk.example/api/files?path="))
    }

    @Test func aProxyIsBelievedOnlyWhenItIsTrusted() throws {
        let path = try #require(upload()["filename"] as? String)
        #expect(try forwarded(path).hasPrefix("\(service.url)/files"))
        let proxied = try LinkTests(["CLOAKROOM_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1"])
        let other = try #require(proxied.upload()["filename"] as? String)
        #expect(try proxied.forwarded(other).hasPrefix("https://desk.example/files"))
    }

    private func forwarded(_ path: String) throws -> String {
        try url(
            ask(
                "\(service.url)/\(project)/files/links", "-H", "Authorization: JWT \(token)", "-H",
                "X-Forwarded-Proto: https", "-H", "X-Forwarded-Host: desk.example", "-d", #"{"path":"\#(path)"}"#
            ).json)
    }

    @Test func aHostThatIsNoneIsRefusedBeforeTheBody() throws {
        let answer = try ask(
            "\(service.url)/\(project)/files/chat", "-H", "Authorization: JWT \(token)", "-H", "Host: a@b", "-F",
            "file=@/etc/hostname")
        #expect(answer.status == "400")
        #expect(service.blobs("primary").isEmpty)
    }
}
