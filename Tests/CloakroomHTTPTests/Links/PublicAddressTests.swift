import CloakroomCore
import HTTPTypes
import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct PublicAddressTests {
    private func head(_ host: String?, _ headers: [(HTTPField.Name, String)] = []) -> HTTPRequest {
        var head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/")
        for (name, value) in headers { head.headerFields.append(HTTPField(name: name, value: value)) }
        return head
    }

    private func base(_ head: HTTPRequest, believing: Bool = false) throws -> String {
        let local = try SocketAddress(ipAddress: "::1", port: 8080)
        return try PublicAddress.base(of: head, scheme: "http", believingProxy: believing, local: local)
    }

    @Test func theRequestTellsTheBase() throws {
        #expect(try base(head("Files.Example:8080")) == "http://files.example:8080")
        #expect(try base(head("[::1]:80")) == "http://[::1]:80")
        #expect(try base(head(nil)) == "http://[::1]:8080")
    }

    @Test func onlyATrustedProxyMayTellAnother() throws {
        let proxied = head(
            "inner:80",
            [(.xForwardedProto, "https"), (.xForwardedHost, "evil.example"), (.xForwardedHost, "a, desk.example")])
        #expect(try base(proxied) == "http://inner:80")
        #expect(try base(proxied, believing: true) == "https://desk.example")
        #expect(try base(head("inner"), believing: true) == "http://inner")
    }

    @Test(arguments: [
        "", "a b", "a/b", "a?b", "a#b", "user@a", "a:b", "a:", "a:123456", "[::1", "[a]", "[::1]x", "a\\b", "a\"b",
        "ä.de",
    ])
    func whatIsNoHostIsRefused(host: String) {
        #expect(throws: CloakroomError.self) { try base(head(host)) }
        let proxied = head("a", [(.xForwardedHost, host)])
        if !host.isEmpty { #expect(throws: CloakroomError.self) { try base(proxied, believing: true) } }
    }

    @Test func aProxyOfAnotherSchemeIsRefused() {
        #expect(throws: CloakroomError.self) {
            try base(head("a", [(.xForwardedProto, "javascript")]), believing: true)
        }
    }

    @Test(arguments: [
        ("https://desk.example", "https://desk.example"), ("https://desk.example/", "https://desk.example"),
        ("HTTP://Desk.Example:81/Api//", "http://desk.example:81/Api"),
        ("https://[2001:db8::1]/api/v1", "https://[2001:db8::1]/api/v1"),
    ])
    func aPublicURLEndsWithoutASlash(text: String, base: String) {
        #expect(PublicURL(text)?.text == base)
    }

    @Test(arguments: [
        "", "desk.example", "//desk.example", "ftp://desk.example", "https://", "https:///api", "https://a?b",
        "https://a#b",
        "https://user:secret@desk.example", "https://a/b c", "https://a/ä", "https://a/<b>",
    ])
    func whatIsNoBaseOfURLsIsRefused(text: String) {
        #expect(PublicURL(text) == nil)
    }
}
