import Foundation
import Testing

/// Every way in which Zendesk's clients send a file.
@Suite struct ZendeskWayTests {
    private struct Case {
        let what: String
        var target = "/api/v2/uploads?filename=note.txt"
        var headers: [String] = []
        var content = Array("hello".utf8)
        let status: Int
        var said = ""
    }

    private static func form(_ boundary: String, _ fields: String...) -> [UInt8] {
        Array(
            (fields.map { "--\(boundary)\r\nContent-Disposition: form-data; \($0)\r\n" } + ["--\(boundary)--\r\n"])
                .joined().utf8)
    }

    private static let cases = [
        Case(what: "the alias with .json", target: "/api/v2/uploads.json?filename=note.txt", status: 201),
        Case(what: "an empty token", target: "/api/v2/uploads?filename=note.txt&token=", status: 201),
        Case(what: "behind a proxy that takes /api off", target: "/v2/uploads?filename=note.txt", status: 201),
        Case(what: "the type of PHP and Java", headers: ["Content-Type: application/binary"], status: 201),
        Case(what: "the type of zenpy", headers: ["Content-Type: application/octet-stream"], status: 201),
        Case(
            what: "JSON around a file", target: "/api/v2/uploads?filename=note.txt&binary=true",
            headers: ["Content-Type: application/json"], status: 201),
        Case(
            what: "a form without a boundary, and no form", headers: ["Content-Type: multipart/form-data"],
            status: 201),
        Case(
            what: "a form without a boundary", headers: ["Content-Type: multipart/form-data"],
            content: form("b0", "name=\"uploaded_data\"; filename=\"x.txt\"\r\n\r\nhello"), status: 201),
        Case(
            what: "the form of Ruby", target: "/api/v2/uploads",
            headers: ["Content-Type: multipart/form-data; boundary=b0"],
            content: form(
                "b0", "name=\"uploaded_data\"; filename=\"note.txt\"\r\n\r\nhello", "name=\"filename\"\r\n\r\nnote.txt"),
            status: 201),
        Case(what: "its own type", headers: ["Content-Type: text/plain"], status: 201),
        Case(what: "another's type", headers: ["Content-Type: image/png"], status: 422, said: "do not match"),
        Case(
            what: "another's bytes", target: "/api/v2/uploads?filename=x.png", status: 422,
            said: #""details":{"base":[{"description":"The file type and file extension do not match. Try again."}]}"#),
        Case(
            what: "no name", target: "/api/v2/uploads", status: 422,
            said: #""details":{"filename":[{"description":"cannot be blank"}]}"#),
        Case(
            what: "a name without extension", target: "/api/v2/uploads?filename=note", status: 422,
            said: "must end with an extension"),
        Case(
            what: "an extension that is not allowed", target: "/api/v2/uploads?filename=a.exe", status: 422,
            said: "RecordInvalid"),
        Case(what: "a path for a name", target: "/api/v2/uploads?filename=a/b.txt", status: 400),
        Case(
            what: "a form without a file", target: "/api/v2/uploads",
            headers: ["Content-Type: multipart/form-data; boundary=b0"],
            content: form("b0", "name=\"filename\"\r\n\r\nnote.txt"), status: 422, said: "uploaded_data"),
        Case(
            what: "a file in another field", target: "/api/v2/uploads",
            headers: ["Content-Type: multipart/form-data; boundary=b0"],
            content: form("b0", "name=\"x\"; filename=\"note.txt\"\r\n\r\nhello"), status: 400),
        Case(
            what: "a token that is none", target: "/api/v2/uploads?filename=note.txt&token=x", status: 404,
            said: #"{"error":"RecordNotFound","description":"Not found"}"#),
        Case(
            what: "too large", content: [UInt8](repeating: 97, count: 60_001), status: 413,
            said: "AttachmentTooLarge"),
        Case(what: "of exactly the size", content: [UInt8](repeating: 97, count: 60_000), status: 201),
        Case(what: "a project that is none", headers: ["Cloakroom-Project: x"], status: 400),
        Case(
            what: "another's project", headers: ["Cloakroom-Project: \(String(repeating: "f", count: 24))"],
            status: 403),
    ]

    @Test func everyWayToSendAFile() throws {
        let desk = try ZendeskDesk(["MAX_UPLOAD_FILE_SIZE": "60000"])
        for one in Self.cases {
            let answer = try desk.ask("POST", one.target, as: "guest", one.headers, one.content)
            #expect(
                answer.status == one.status && (one.said.isEmpty || answer.text.contains(one.said)),
                "\(one.what): \(answer.status) \(answer.text)")
            guard answer.status == 201 else { continue }
            let shown = try desk.ask("GET", ZendeskUpload(answer).contentTarget)
            let content = one.content.starts(with: "--".utf8) ? Array("hello".utf8) : one.content
            #expect(shown.status == 200 && shown.body == content, "\(one.what)")
        }
    }

    @Test func aChunkedBodyIsTakenAndOneThatEndsEarlyLeavesNothing() throws {
        let desk = try ZendeskDesk()
        let head =
            "POST /api/v2/uploads?filename=note.txt HTTP/1.1\r\nHost: a\r\nAuthorization: JWT \(desk.tokens["guest"] ?? "")\r\n"
        let whole = try RawSocket(port: desk.client.port)
        whole.send(head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")
        #expect(whole.receiveToEnd().contains("\"size\":5"))
        for rest in ["Content-Length: 99\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"] {
            let half = try RawSocket(port: desk.client.port)
            half.send(head + rest)
            half.close()
        }
        // The spool's own file goes a moment after its connection.
        for _ in 0..<10_000 where desk.service.blobs("spool").contains(where: { !$0.hasSuffix("/lock") }) {
            _ = try desk.ask("GET", "/healthz")
        }
        #expect(desk.service.blobs("primary").count == 1)
        #expect(try desk.service.cloakroom("sweep", "--dry-run") == "would erase 0 files, 0 bytes")
    }
}
