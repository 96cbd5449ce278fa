import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct MultipartLimitTests {
    private static let limits = MultipartLimits(
        headerBytes: 100, headers: 3, parts: 2, fieldBytes: 10, skippedBytes: 10, paddingBytes: 20)

    @Test(arguments: [
        (
            onePart("1", headers: ["X: " + String(repeating: "x", count: 100)]),
            MultipartError.headersTooLarge(bytes: 100)
        ),
        (onePart("1", headers: ["A: 1", "B: 2", "C: 3"]), .tooManyHeaders(3)),
        (
            "--X" + String(repeating: "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--X", count: 3),
            .tooManyParts(2)
        ),
        (onePart("12345678901"), .fieldsTooLarge(bytes: 10)),
        (String(repeating: "x", count: 21) + onePart("1"), .paddingTooLong),
        (onePart("1") + String(repeating: "x", count: 21), .paddingTooLong),
        ("--X" + String(repeating: " ", count: 65) + "\r\n", .paddingTooLong),
    ])
    func refusesWhatIsOver(_ body: String, _ reason: MultipartError) {
        #expect(throws: reason) { try Form.parse(body, limits: Self.limits) }
        #expect(throws: reason) { try Form.parse(body.utf8.map { [$0] }, limits: Self.limits) }
    }

    @Test(arguments: [
        onePart("1", headers: ["X: " + String(repeating: "x", count: 51)]),
        onePart("1", headers: ["A: 1", "B: 2"]),
        "--X" + String(repeating: "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--X", count: 2) + "--",
        onePart("1234567890"),
        String(repeating: "x", count: 18) + "\r\n" + onePart("1"),
        onePart("1") + String(repeating: "x", count: 18),
        "--X" + String(repeating: " ", count: 64) + onePart("1").dropFirst(3),
    ])
    func acceptsWhatIsJustWithin(_ body: String) {
        #expect(throws: Never.self) { try Form.parse(body, limits: Self.limits) }
    }

    @Test func countsAllFieldsTogether() {
        let field = "\r\nContent-Disposition: form-data; name=a\r\n\r\n123456\r\n--X"
        #expect(throws: MultipartError.fieldsTooLarge(bytes: 10)) {
            try Form.parse("--X" + field + field + "--", limits: Self.limits)
        }
    }

    @Test func doesNotCountFilesAsFields() throws {
        let file = onePart(String(repeating: "x", count: 1000), disposition: "form-data; name=a; filename=b")
        #expect(try Form.parse(file, limits: Self.limits).parts.first?.content.count == 1000)
    }

    @Test func ordinaryLimitsStopEndlessPartsAndHeaders() {
        let parts = String(repeating: "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 100_000)
        #expect(throws: MultipartError.tooManyParts(64)) { try Form.parse(parts) }
        let headers = "--X\r\n" + String(repeating: "A: b\r\n", count: 100_000)
        #expect(throws: MultipartError.tooManyHeaders(32)) { try Form.parse(headers) }
        let line = "--X\r\nA: " + String(repeating: "b", count: 100_000)
        #expect(throws: MultipartError.headersTooLarge(bytes: 16 * 1024)) { try Form.parse(line) }
    }
}

@Suite struct MultipartBoundaryTests {
    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("Multipart/Form-Data;BOUNDARY=\"a b:c\"", "a b:c"),
        ("multipart/form-data; charset=utf-8; boundary=----=_Part_1/2?3", "----=_Part_1/2?3"),
        ("multipart/form-data; boundary=abc;", "abc"),
        ("multipart/form-data; boundary=\(String(repeating: "x", count: 70))", String(repeating: "x", count: 70)),
    ])
    func isTakenFromTheContentType(_ header: String, _ boundary: String) throws {
        #expect(try MultipartBoundary(contentType: header).text == boundary)
    }

    @Test(arguments: [
        (nil, MultipartError.notFormData), ("", .notFormData), ("text/plain; boundary=x", .notFormData),
        ("multipart/mixed; boundary=x", .notFormData), ("multipart/form-data", .boundaryNotFound),
        ("multipart/form-data; boundary=", .boundaryNotFound),
        ("multipart/form-data; boundary=\"\"", .boundaryNotFound),
        ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", .badBoundary),
        ("multipart/form-data; boundary=\"a \"", .badBoundary), ("multipart/form-data; boundary=a{b", .badBoundary),
        ("multipart/form-data; boundary=ä", .badBoundary),
        ("multipart/form-data; boundary=a; boundary=b", .badBoundary),
    ])
    func isRefused(_ header: String?, because reason: MultipartError) {
        #expect(throws: reason) { try MultipartBoundary(contentType: header) }
    }

    @Test func missingIsToldInTheContractsWords() {
        #expect(MultipartError.boundaryNotFound.description == "Multipart: Boundary not found")
    }
}
