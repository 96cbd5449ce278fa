import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct MultipartParserTests {
    @Test func givesPartsInOrder() throws {
        let body = lines(
            "--X", "Content-Disposition: form-data; name=\"title\"", "", "Grüße",
            "--X", "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"", "Content-Type: text/plain", "",
            "line one", "line two", "--X--")
        let form = try Form.parse(body)
        #expect(
            form.parts == [
                Form.Part("title", "Grüße"),
                Form.Part("file", fileName: "a.txt", contentType: "text/plain", "line one\r\nline two"),
            ])
    }

    @Test(arguments: [
        "\r\n--Xa", "\r\n--X-", "\r\n--X -x", "\r\n--X \r\r\n", "\r\n--X\n", "\n--X\r\n", "--X\r\n", "\r\n-X\r\n",
        "\r\n\r\n--", "\r\r\n--\r\n--x", "\r\n--X\ra", "\r\n--", "-X--", "-", "",
    ])
    func takesWhatIsNoDelimiterForData(_ content: String) throws {
        let form = try Form.parse(onePart("a" + content))
        #expect(form.parts == [Form.Part("a", "a" + content)])
    }

    @Test(arguments: ["--X \t \r\n", "--X\r\n"])
    func allowsBlanksBehindABoundary(_ delimiter: String) throws {
        let head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
        let form = try Form.parse("\(delimiter)\(head)1\r\n\(delimiter)\(head)2\r\n--X \t--")
        #expect(form.parts == [Form.Part("a", "1"), Form.Part("a", "2")])
    }

    @Test func findsADelimiterRightBehindOneThatWasNone() throws {
        let next = lines("--X", "Content-Disposition: form-data; name=\"b\"", "", "2", "--X--")
        let form = try Form.parse(onePart("1\r\n--X\r\r\n" + next))
        #expect(form.parts == [Form.Part("a", "1\r\n--X\r"), Form.Part("b", "2")])
    }

    @Test(arguments: [
        "preamble\r\n" + onePart("1"), "\r\n" + onePart("1"), "--Xno\r\n" + onePart("1"),
        onePart("1") + "epilogue\r\n--X",
    ])
    func passesOverWhatStandsOutsideOfParts(_ body: String) throws {
        #expect(try Form.parse(body).parts == [Form.Part("a", "1")])
    }

    @Test func acceptsABodyThatEndsWithTheClosingDashes() throws {
        #expect(try Form.parse(String(onePart("1").dropLast())).parts == [Form.Part("a", "1")])
        #expect(try Form.parse("--X--").parts == [])
    }

    @Test func acceptsPartsWithoutContent() throws {
        #expect(try Form.parse(onePart("")).parts == [Form.Part("a", "")])
        let unbroken = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--X--"
        #expect(try Form.parse(unbroken).parts == [Form.Part("a", "")])
    }

    @Test(arguments: ["-", "--", "--x", "\n"])
    func keepsContentThatBeginsLikeABoundary(_ content: String) throws {
        #expect(try Form.parse(onePart(content)).parts == [Form.Part("a", content)])
    }

    @Test(arguments: [
        "", "--X", "--X\r\n", onePart("1").replacing("--X--\r\n", with: ""), String(onePart("1").dropLast(3)),
    ])
    func refusesABodyWithoutItsEnd(_ body: String) {
        #expect(throws: MultipartError.endMissing) { try Form.parse(body) }
    }

    @Test func givesSlicesOfWhatItWasFed() throws {
        let body = ByteBuffer(string: onePart(String(repeating: "content ", count: 100)))
        var parser = MultipartParser(boundary: try MultipartBoundary("X"))
        parser.feed(body)
        var found: ByteBuffer?
        while let event = try parser.next() {
            if case .body(let bytes) = event { found = bytes }
        }
        let address = { (buffer: ByteBuffer) in buffer.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } }
        let start = try #require(found.map(address))
        #expect((address(body)..<address(body) + UInt(body.readableBytes)).contains(start))
    }
}

@Suite struct MultipartHeaderTests {
    @Test(arguments: [
        (["Content-Type: text/plain\r\n and more"], MultipartError.foldedHeader),
        (["Content-Type: text/plain\n"], .bareLineBreak),
        (["X: a\rb"], .bareLineBreak),
        (["no colon"], .badHeader),
        ([": no name"], .badHeader),
        (["Bad Name: x"], .badHeader),
        (["Name : x"], .badHeader),
        (["X: \u{0}"], .badHeader),
        (["Content-Type: a/b", "content-type: c/d"], .repeatedHeader("content-type")),
        (["Content-Disposition: form-data; name=\"b\""], .repeatedHeader("content-disposition")),
        (["Content-Transfer-Encoding: base64"], .unsupportedEncoding),
        (["Content-Transfer-Encoding: quoted-printable"], .unsupportedEncoding),
        (["Content-Type: multipart/mixed; boundary=Y"], .nestedMultipart),
    ])
    func refuses(_ headers: [String], because reason: MultipartError) {
        #expect(throws: reason) { try Form.parse(onePart("1", headers: headers)) }
    }

    @Test(arguments: ["7bit", "8bit", "BINARY"])
    func acceptsPlainTransferEncodings(_ encoding: String) throws {
        let form = try Form.parse(onePart("1", headers: ["Content-Transfer-Encoding: \(encoding)"]))
        #expect(form.parts == [Form.Part("a", "1")])
    }

    @Test(arguments: ["--X\n", "--X \n"])
    func refusesBodiesWithBareLineFeeds(_ start: String) {
        #expect(throws: MultipartError.bareLineBreak) {
            try Form.parse(start + "Content-Disposition: form-data; name=\"a\"\n\n1\n--X--\n")
        }
    }

    @Test func refusesAPartWithoutDisposition() {
        #expect(throws: MultipartError.nameMissing) { try Form.parse("--X\r\n\r\n1\r\n--X--") }
    }

    @Test(arguments: [
        ("text/plain", "text/plain"), ("IMAGE/PNG ; q=1", "image/png"), ("jpeg", "jpeg"), ("", nil), (" ; x=y", nil),
    ])
    func readsTheDeclaredTypeWithoutParameters(_ header: String, _ type: String?) throws {
        let form = try Form.parse(onePart("1", headers: ["Content-Type: \(header)"]))
        #expect(form.parts.first?.contentType == type)
    }

    @Test func tellsFilesFromFields() throws {
        let named = try Form.parse(onePart("1", disposition: "form-data; name=\"a\"; filename=\"x.png\""))
        #expect(named.parts.first?.fileName == "x.png")
        let leftEmpty = onePart(
            "", headers: ["Content-Type: application/octet-stream"], disposition: "form-data; name=\"a\"; filename=\"\""
        )
        #expect(try Form.parse(leftEmpty).parts.first?.fileName == nil)
    }
}
