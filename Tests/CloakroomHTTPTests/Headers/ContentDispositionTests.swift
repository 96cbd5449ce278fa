import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct ContentDispositionTests {
    @Test(arguments: [
        ("report.pdf", "filename=\"report.pdf\""),
        ("two words.pdf", "filename=\"two words.pdf\""),
        ("€ rates.txt", "filename=\"_ rates.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt"),
        ("naïve.txt", "filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"),
        ("a\"b.txt", "filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
        ("50%41.txt", "filename=\"50_41.txt\"; filename*=UTF-8''50%2541.txt"),
        ("a'(b)*;c=d.txt", "filename=\"a'(b)*;c=d.txt\""),
        ("ä'(b)*;c=d.txt", "filename=\"_'(b)*;c=d.txt\"; filename*=UTF-8''%C3%A4%27%28b%29%2A%3Bc%3Dd.txt"),
        ("a\r\nSet-Cookie: x=y.txt", "filename=\"aSet-Cookie: x=y.txt\""),
        ("uploads/users/1/a.txt", "filename=\"a.txt\""),
        ("C:\\a.txt", "filename=\"a.txt\""),
        ("\u{202E}gpj.exe", "filename=\"gpj.exe\""),
        ("", "filename=\"file\""),
    ])
    func namesTheFileInASCII(_ fileName: String, _ expected: String) {
        #expect(ContentDisposition(kind: .inline, fileName: fileName).headerValue == "inline; \(expected)")
        #expect(ContentDisposition(kind: .attachment, fileName: fileName).headerValue == "attachment; \(expected)")
    }

    @Test func neverBreaksTheField() {
        for scalar in (0...0x2FFF).compactMap(Unicode.Scalar.init) {
            let value = ContentDisposition(kind: .inline, fileName: "a\(Character(scalar))b.txt").headerValue
            #expect(value.utf8.allSatisfy { 0x20..<0x7F ~= $0 }, "\(scalar.value)")
            #expect(value.utf8.filter { $0 == ASCII.quote }.count == 2 && !value.contains("\\"), "\(scalar.value)")
        }
    }
}

@Suite struct PercentEncodingTests {
    @Test func encodesPathsAsJavaScriptDoes() {
        let path = "uploads/users/1/a-b_c.d!e~f*g'h(i) j+ü.png"
        let expected = "uploads%2Fusers%2F1%2Fa-b_c.d!e~f*g'h(i)%20j%2B%C3%BC.png"
        #expect(PercentEncoding.component(path) == expected)
    }

    @Test(arguments: [
        ("a%2Fb", "a/b"), ("a%2fb%25", "a/b%"), ("a%2Bb", "a+b"), ("+%20", "+ "), ("ab", nil), ("a%", nil),
        ("a%2", nil),
        ("a%zz", nil), ("a%+1", nil), ("%FF", nil),
    ])
    func decodesASecondTime(_ text: String, _ expected: String?) {
        #expect(PercentEncoding.decodedAgain(text) == expected)
    }
}
