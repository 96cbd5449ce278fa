import Foundation
import Testing

/// Reads that the real binary answers from memory, straight behind its parser: the same answers, by the same rules.
@Suite struct HotReadTests {
    @Test(arguments: ["files?", "files/download?", "files?as_attachment=1&"], ["GET", "HEAD"])
    func theAnswerIsTheDoors(route: String, method: String) throws {
        let desk = try HotDesk()
        let target = "/\(desk.loaded.project)/\(route)path=\(desk.path)"
        // A condition that holds, which is the doors' to judge.
        let cold = try desk.client.ask(desk.get(target, "If-Match: *", method: method))
        let hot = try desk.hot(desk.get(target, method: method))
        #expect(hot.status == 200 && hot.text == (method == "GET" ? "0123456789" : ""))
        #expect(Set(hot.lines).filter(Self.isTelling) == Set(cold.lines).filter(Self.isTelling))
        #expect(hot.header("X-Request-Id") != nil && hot.header("Date") != nil)
    }

    private static func isTelling(_ line: String) -> Bool {
        !["x-request-id:", "date:"].contains { line.lowercased().hasPrefix($0) }
    }

    @Test func aFileThatExpiresSaysSo() throws {
        let desk = try HotDesk(["CHAT_FILE_EXPIRATION_TIME": "1000"])
        let hot = try desk.hot(desk.get())
        let age = hot.header("Cache-Control")?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
        #expect(900...1000 ~= age)
    }

    @Test func aPathAloneOpensAFileWhereThatIsTheRule() throws {
        let desk = try HotDesk(["CLOAKROOM_READS": "capability"])
        #expect(try desk.hot(WireRequest("GET", "/files?path=\(desk.path)")).text == "0123456789")
        #expect(try desk.client.ask(WireRequest("GET", desk.target)).status == 401)
    }

    @Test(arguments: [
        ("Range: bytes=7-", 206, "789"), ("If-None-Match: *", 304, ""), ("If-Modified-Since: @", 304, ""),
        ("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 412, nil), ("If-Match: \"other\"", 412, nil),
        ("Content-Length: 0", 200, "0123456789"), ("Transfer-Encoding: chunked\r\n\r\n0", 200, "0123456789"),
        ("Authorization: JWT another", 400, nil), ("Expect: 100-continue", 200, "0123456789"),
        ("Connection: close", 200, "0123456789"), ("Upgrade: other", 200, "0123456789"),
    ])
    func whatIsNoPlainReadIsLeftToTheDoors(field: String, status: Int, text: String?) throws {
        let desk = try HotDesk()
        let modified = try #require(try desk.client.ask(desk.get()).header("Last-Modified"))
        let before = try desk.hits()
        let answer = try desk.client.ask(desk.get(nil, field.replacing("@", with: modified)))
        #expect(answer.status == status)
        if let text { #expect(answer.text == text) }
        #expect(try desk.hits() == before)
    }

    @Test func whoeverMayNotReadIsRefusedByTheDoors() throws {
        let desk = try HotDesk()
        let other = try desk.loaded.service.cloakroom("project", "add", "Another")
        let stranger = try desk.loaded.service.cloakroom("token", "--guest", "--project", other)
        let before = try desk.hits()
        #expect(try desk.client.ask(WireRequest("GET", desk.target)).status == 401)
        #expect(try desk.client.ask(WireRequest("GET", desk.target, token: desk.loaded.owner + "x")).status == 401)
        #expect(try desk.client.ask(WireRequest("GET", desk.target, token: stranger)).status == 404)
        #expect(try desk.client.ask(desk.get("/\(HotDesk.noProject)/files?path=\(desk.path)")).status == 400)
        #expect(try desk.client.ask(desk.get(desk.target + "&path=again")).status == 400)
        #expect(try desk.hits() == before)
    }

    // MARK: What changes

    @Test func readsStayInTheirPlaceAmongOtherRequests() throws {
        let desk = try HotDesk()
        let answers = try desk.client.ask([
            desk.get(), desk.upload("another"), desk.get(), desk.get(method: "HEAD"), desk.get(nil, "Range: bytes=0-1"),
            desk.get(method: "DELETE"), desk.get(), desk.get(),
        ])
        #expect(answers.map(\.status) == [200, 201, 200, 200, 206, 200, 404, 404])
    }

    /// Every new connection is another event loop's turn, and each loop remembers for itself.
    @Test func aDeletedFileIsGoneOnEveryEventLoop() throws {
        let desk = try HotDesk(Self.severalLoops)
        let clients = try Self.clients(of: desk, reading: desk.target)
        #expect(try desk.client.ask(desk.get(method: "DELETE")).status == 200)
        for client in clients { #expect(try client.ask(desk.get()).status == 404) }
    }

    @Test func aReplacedPictureIsGoneOnEveryEventLoop() throws {
        let desk = try HotDesk(Self.severalLoops)
        let pictures = try Self.pictures(of: desk)
        let photo = "/files?path=\(try #require(try desk.client.ask(pictures[0].upload).path))"
        let clients = try Self.clients(of: desk, reading: photo)
        #expect(try desk.client.ask(pictures[1].upload).status == 201)
        for client in clients { #expect(try client.ask(desk.get(photo)).body == pictures[1].bytes) }
    }

    private static let severalLoops = ["NIO_SINGLETON_GROUP_LOOP_COUNT": "4"]

    /// As many as come to every loop, each of which has had an answer from memory.
    private static func clients(of desk: HotDesk, reading target: String) throws -> [WireClient] {
        try (1...8).map { _ in
            let client = WireClient(desk.loaded.service)
            let before = try desk.hits()
            for _ in 0..<100 {
                #expect(try client.ask(desk.get(target)).status == 200)
                if try desk.hits() > before { return client }
            }
            throw RunningService.Failure(text: "nothing was answered from memory")
        }
    }

    /// Two, and what sends them as the owner's.
    private static func pictures(of desk: HotDesk) throws -> [(bytes: [UInt8], upload: WireRequest)] {
        try [("a.png", "genuine/tiny.png"), ("b.jpg", "orientation/1.jpg")].map { name, fixture in
            let bytes = try Fixture.bytes(fixture)
            let upload = WireRequest.upload(
                WireForm(name, nil, bytes), to: "/\(desk.loaded.project)/files/users/photo", token: desk.loaded.owner)
            return (bytes, upload)
        }
    }

    @Test func aReplacedPictureIsGoneAtOnce() throws {
        let desk = try HotDesk()
        let pictures = try Self.pictures(of: desk)
        let path = try #require(try desk.client.ask(pictures[0].upload).path)
        let photo = "/files?path=\(path)"
        try desk.warm(photo)
        let before = try desk.client.ask(desk.get(photo)).body
        let answers = try desk.client.ask([desk.get(photo), pictures[1].upload, desk.get(photo)])
        #expect(answers[0].body == before)
        #expect(answers[2].body == pictures[1].bytes && answers[2].status == 200)
    }

    @Test func everyReadCounts() throws {
        let desk = try HotDesk(["CLOAKROOM_READS_PER_MINUTE": "200"])
        let answers = try desk.client.ask(Array(repeating: desk.get(), count: 400))
        // On a slow machine some come back meanwhile.
        let refused = answers.filter { $0.status == 429 }
        #expect(50...300 ~= refused.count && refused.count + answers.count { $0.status == 200 } == 400)
        #expect(refused.allSatisfy { $0.header("Retry-After") != nil })
    }

    // MARK: What is told

    @Test func theLogHasALineAndNoSecret() throws {
        let desk = try HotDesk(["CLOAKROOM_TRUSTED_PROXIES": "127.0.0.0/8"])
        let target = "/files?path=\(desk.path)&secret_token=JWT%20\(desk.loaded.owner)"
        let request = WireRequest("GET", target, headers: ["X-Forwarded-For: 9.9.9.9, 203.0.113.7"])
        let answer = try desk.hot(request)
        #expect(answer.status == 200)
        let log = desk.loaded.service.stop()
        let line = try #require(
            log.split(separator: "\n").first { $0.contains(answer.header("X-Request-Id") ?? "-") })
        #expect(line.contains("client=203.0.113.7") && line.contains("status=200") && line.contains("bytes=10"))
        #expect(line.contains("secret_token=***") && !log.contains(desk.loaded.owner))
    }
}

extension HotDesk {
    static let noProject = String(repeating: "0", count: 24)
}
