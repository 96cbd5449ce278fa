import CloakroomCore
import CloakroomCrypto
import Testing

@testable import CloakroomHTTP

@Suite struct LinkQueryTests {
    private static let signature = Digest(of: [1, 2, 3])

    private func read(_ query: String) throws -> SignedLink { try LinkQuery.read(QueryParameters(query)) }

    private func refusal(_ query: String) -> CloakroomError.Kind? {
        do {
            _ = try read(query)
            return nil
        } catch {
            return CloakroomError(adopting: error).kind
        }
    }

    @Test(arguments: ["uploads/users/1/files/2/a b&c=d#e%2F+ä.png", "uploads/x"], [true, false])
    func aURLIsReadAsItWasWritten(path: String, isAttachment: Bool) throws {
        let link = try #require(Link(path: path, expires: 1_800_000_000, isAttachment: isAttachment))
        let url = LinkQuery.url(SignedLink(link, signature: Self.signature), base: "https://a/b")
        #expect(url.hasPrefix("https://a/b/files?path=uploads%2F"))
        let query = try #require(url.split(separator: "?", maxSplits: 1).last)
        #expect(try read(String(query)) == SignedLink(link, signature: Self.signature))
    }

    @Test func withoutASignatureItIsNoLink() throws {
        #expect(try !LinkQuery.isOne(QueryParameters("path=a&expires=1")))
    }

    /// Whatever is wrong with a link, the answer is one.
    @Test(arguments: [
        "", "&expires=", "&expires=x", "&expires=%2B1", "&expires=01", "&expires=1.5", "&expires=0x1",
        "&expires=99999999999999999999", "&expires=-0",
    ])
    func aLinkThatIsNoneOfOursIsRefused(rest: String) {
        #expect(refusal("path=a&signature=\(Self.signature.hex)\(rest)") == .linkInvalid)
    }

    @Test(arguments: ["", "x", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 66)])
    func aSignatureIs64HexDigits(signature: String) {
        #expect(refusal("path=a&expires=1&signature=\(signature)") == .linkInvalid)
    }

    @Test(arguments: ["path=", "path=a%0Ab", "x=y"])
    func aLinkNeedsAUsablePath(path: String) {
        #expect(refusal("\(path)&expires=1&signature=\(Self.signature.hex)") == .linkInvalid)
    }

    @Test func everyParameterIsOneString() {
        let signature = Self.signature.hex
        for name in ["path", "expires", "signature", "as_attachment"] {
            let query = "path=a&expires=1&as_attachment=1&signature=\(signature)&\(name)=b"
            #expect(refusal(query) == .invalid("Query parameter \(name) must be one string"))
        }
    }
}
