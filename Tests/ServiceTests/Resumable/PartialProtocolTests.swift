import CloakroomTesting
import Foundation
import Testing

/// The IETF's draft, line by line and version by version.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    Shared(ResumableDesk.shared, make: { try ResumableDesk() }, finish: { _ in }))
struct PartialProtocolTests {
    private let desk: ResumableDesk

    init() throws {
        desk = try #require(ResumableDesk.shared.get())
    }

    private func begin(_ part: String, _ headers: [String] = ["Upload-Length: 10"]) throws -> String {
        let answer = try desk.ask(
            "POST", "/\(desk.project)/files/chat",
            ["Upload-Complete: ?0", PartialLines.name, PartialLines.text] + headers, Array(part.utf8))
        try #require(answer.status == 201, "\(answer.lines) \(answer.text)")
        return try ResumableDesk.path(answer)
    }

    @Test(arguments: PartialLines.all) func keepsTheLine(_ line: ProtocolLine) throws {
        let path = try begin("0123")
        try line.check(desk, upload: path)
        let after = try desk.ask("HEAD", path)
        #expect(after.status == (line.offset == nil ? 404 : 204))
        #expect(after.header("Upload-Offset") == line.offset.map(String.init))
        _ = try desk.ask("DELETE", path)
    }

    /// Sends a request by hand, with a part of its body, and returns what comes before the answer.
    private func interim(_ version: Int, _ headers: [String] = [], _ body: String) throws -> (RawSocket, String) {
        let socket = try RawSocket(port: desk.port)
        let field = version == 3 ? "Upload-Incomplete: ?0" : "Upload-Complete: ?1"
        let lines =
            [
                "POST /\(desk.project)/files/chat HTTP/1.1", "Host: files.example", "Authorization: JWT \(desk.guest)",
                "Upload-Draft-Interop-Version: \(version)", field, PartialLines.name, PartialLines.text,
                "Content-Length: 10",
            ] + headers
        socket.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        var seen = ""
        while !seen.contains("\r\n\r\n") {
            let bytes = socket.receive()
            guard !bytes.isEmpty else { break }
            seen += String(decoding: bytes, as: UTF8.self)
        }
        return (socket, seen)
    }

    private static func field(_ name: String, _ text: String) -> String? {
        text.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// What URLSession and its like do: send all, learn the place while sending, lose the connection, ask, go on.
    @Test(arguments: [3, 4, 5, 6, 7, 8]) func anUploadIsTakenUpAgainAtThePlaceThatWasTold(_ version: Int) throws {
        let (socket, told) = try interim(version, [], "0123")
        #expect(told.hasPrefix("HTTP/1.1 104 "), "\(told)")
        #expect(Self.field("Upload-Draft-Interop-Version", told) == "\(version)")
        #expect((Self.field("Upload-Limit", told) != nil) == (version >= 6))
        let path = try #require(URL(string: Self.field("Location", told) ?? "")?.path())
        socket.endSending()
        #expect(!socket.receiveToEnd().contains("HTTP/1.1 2"))
        let names = version == 3 ? ("Upload-Incomplete", "?1", "?0") : ("Upload-Complete", "?0", "?1")
        let spoken = "Upload-Draft-Interop-Version: \(version)"
        let head = try desk.ask("HEAD", path, [spoken])
        #expect(head.status == 204 && head.header("Upload-Offset") == "4" && head.header(names.0) == names.1)
        let type = version >= 6 ? ["Content-Type: application/partial-upload"] : []
        let last = try desk.ask(
            "PATCH", path, [spoken, "Upload-Offset: 4", "\(names.0): \(names.2)"] + type, Array("456789".utf8))
        #expect(last.status == 201 && last.header(names.0) == names.2, "\(last.lines) \(last.text)")
        #expect(try desk.read(last.path ?? "").text == "0123456789")
        let after = try desk.ask("HEAD", path, [spoken])
        #expect(after.header(names.0) == names.2 && after.header("Cloakroom-Path") == last.path)
    }

    @Test func anUploadThatIsNotInterruptedAnswersWithThePlaceThatWasTold() throws {
        let (socket, told) = try interim(8, ["Connection: close"], "")
        socket.send("0123456789")
        let answer = socket.receiveToEnd()
        #expect(answer.status == 201 && Self.field("Upload-Complete", answer) == "?1", "\(answer)")
        #expect(Self.field("Location", answer) == Self.field("Location", told))
        let path = try #require(URL(string: Self.field("Location", told) ?? "")?.path())
        let replay = try desk.ask(
            "PATCH", path, ["Content-Type: application/partial-upload", "Upload-Offset: 10", "Upload-Complete: ?1"], [])
        #expect(replay.status == 201 && replay.header("Upload-Complete") == "?1")
        #expect(replay.path == Self.field("Cloakroom-Path", answer), "the same file, told again")
    }

    @Test func aClientThatWaitsIsToldThePlaceAndThenInvited() throws {
        let (socket, told) = try interim(8, ["Expect: 100-continue", "Connection: close"], "")
        #expect(told.hasPrefix("HTTP/1.1 104 "))
        var seen = told
        while !seen.contains("HTTP/1.1 100 ") { seen += String(decoding: socket.receive(), as: UTF8.self) }
        socket.send("0123456789")
        #expect(socket.receiveToEnd().contains("HTTP/1.1 201 "))
    }

    @Test(arguments: ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 proxy"])
    func behindAProxyNothingComesBeforeTheAnswer(_ trace: String) throws {
        let (socket, seen) = try interim(8, [trace, "Connection: close"], "0123456789")
        #expect((seen + socket.receiveToEnd()).hasPrefix("HTTP/1.1 201 "))
    }

    @Test(arguments: [
        (["CLOAKROOM_INTERIM_ANSWERS": "off"], [], false), (["CLOAKROOM_INTERIM_ANSWERS": "on"], ["Via: 1.1 a"], true),
        (["CLOAKROOM_TRUSTED_PROXIES": "192.0.2.0/24"], [], false),
        (["CLOAKROOM_TRUSTED_PROXIES": "192.0.2.0/24", "CLOAKROOM_INTERIM_ANSWERS": "on"], [], true),
    ]) func interimAnswersAreASetting(_ settings: [String: String], _ headers: [String], _ isOn: Bool) throws {
        let other = try ResumableDesk(settings)
        try ResumableDesk.shared.withValue(other) {
            let (_, seen) = try PartialProtocolTests().interim(8, headers + ["Connection: close"], "0123456789")
            #expect(seen.hasPrefix("HTTP/1.1 104 ") == isOn, "\(seen)")
        }
    }

    @Test func aPartsLengthMayBeUnknownUntilItEnds() throws {
        let path = try begin("0123", [])
        #expect(try desk.ask("HEAD", path).header("Upload-Length") == nil)
        let last = try desk.ask(
            "PATCH", path, ["Content-Type: application/partial-upload", "Upload-Offset: 4", "Upload-Complete: ?1"],
            Array("45".utf8))
        #expect(last.status == 201)
        #expect(try desk.read(last.path ?? "").text == "012345")
    }

    @Test(arguments: [
        ("attachment; filename=\"a b.txt\"", "a b.txt"), ("inline; filename*=UTF-8''n%C3%B6te.txt", "nöte.txt"),
        ("form-data; name=file; filename=x.txt", "x.txt"), ("attachment; filename=\"C:\\\\dir\\\\y.txt\"", "y.txt"),
    ]) func theNameIsThatOfContentDisposition(_ disposition: String, _ name: String) throws {
        let answer = try desk.ask(
            "POST", "/\(desk.project)/files/chat",
            ["Upload-Complete: ?1", "Content-Disposition: \(disposition)", PartialLines.text], Array("text".utf8))
        let path = try #require(answer.path, "\(answer.text)")
        let row = try desk.service.shell(
            "sqlite3 '\(desk.service.data)/catalog.sqlite' \"SELECT name FROM files WHERE key = '\(path)'\"")
        #expect(row.trimmingCharacters(in: .newlines) == name)
    }

    @Test func everyUploadRouteTakesParts() throws {
        let picture = try Fixture.bytes("genuine/tiny.png")
        for (route, method) in [("chat", "POST"), ("assets?expiration=60", "POST"), ("users/photo", "PUT")] {
            let first = try desk.ask(
                method, "/\(desk.project)/files/\(route)", token: desk.owner,
                ["Upload-Complete: ?0", "Content-Disposition: inline; filename=a.png", "Content-Type: image/png"],
                Array(picture[..<20]))
            #expect(first.status == 201 && first.header("Upload-Offset") == "20", "\(first.lines) \(first.text)")
            let last = try desk.ask(
                "PATCH", try ResumableDesk.path(first), token: desk.owner,
                ["Content-Type: application/partial-upload", "Upload-Offset: 20", "Upload-Complete: ?1"],
                Array(picture[20...]))
            #expect(last.status == 201, "\(last.lines) \(last.text)")
            #expect((last.field("thumbnail") != nil) == (route != "chat"))
            #expect((last.field("expires_at") != nil) == (route != "users/photo"))
        }
    }

    @Test(arguments: ["HEAD", "GET", "PATCH", "DELETE"]) func somebodyElsesUploadIsNotThere(_ method: String) throws {
        let path = try begin("0123")
        let headers = ["Content-Type: application/partial-upload", "Upload-Offset: 4", "Upload-Complete: ?0"]
        let body = method == "PATCH" ? Array("4".utf8) : nil
        #expect(try desk.ask(method, path, token: desk.stranger, headers, body).status == 404)
        let nobody = try WireClient(port: desk.port).ask(WireRequest(method, path, headers: headers, body: body))
        #expect(nobody.status == 401)
        #expect(try desk.ask("HEAD", path).header("Upload-Offset") == "4")
    }

    @Test func aDisguisedFileIsRefusedAtTheEndAndLeavesNothing() throws {
        let content = try Fixture.bytes("disguised/program.jpg")
        let before = desk.service.blobs("primary").count
        let first = try desk.ask(
            "POST", "/\(desk.project)/files/chat",
            ["Upload-Complete: ?0", "Content-Disposition: inline; filename=a.jpg", "Content-Type: image/jpeg"],
            Array(content[..<10]))
        let path = try ResumableDesk.path(first)
        let last = try desk.ask(
            "PATCH", path, ["Content-Type: application/partial-upload", "Upload-Offset: 10", "Upload-Complete: ?1"],
            Array(content[10...]))
        #expect(last.status == 403 && last.field("error")?.hasPrefix("File content ") == true, "\(last.text)")
        #expect(try desk.ask("HEAD", path).status == 404)
        #expect(desk.size(ofPart: path) == -1 && desk.service.blobs("primary").count == before)
    }
}
