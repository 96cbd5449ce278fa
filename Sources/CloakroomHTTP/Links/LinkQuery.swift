import CloakroomCore
import CloakroomCrypto

/// How a signed link is spelled: the root route for files, with the link in its query.
enum LinkQuery {
    /// - Parameter base: without a slash at its end.
    static func url(_ signed: SignedLink, base: String) -> String {
        let link = signed.link
        return "\(base)/files?path=\(PercentEncoding.component(link.path))&expires=\(link.expires)"
            + (link.isAttachment ? "&as_attachment=1" : "") + "&signature=\(signed.signature.hex)"
    }

    /// Whether a query is to be read as a link: without a signature, a credential is asked for.
    static func isOne(_ query: QueryParameters) throws -> Bool { try query.single("signature") != nil }

    /// - Throws: `.linkInvalid` when there is a signature but the rest is no link of ours.
    static func read(_ query: QueryParameters) throws -> SignedLink {
        let path = try query.single("path") ?? ""
        let isAttachment = try !(query.single("as_attachment") ?? "").isEmpty
        guard let digest = try query.single("signature").flatMap({ Digest(hex: $0) }),
            let expires = try query.single("expires").flatMap(seconds),
            let link = Link(path: path, expires: expires, isAttachment: isAttachment)
        else { throw CloakroomError(.linkInvalid, "a link that is none of ours") }
        return SignedLink(link, signature: digest)
    }

    /// Digits as we write them, and nothing else.
    private static func seconds(_ text: String) -> Int64? {
        Int64(text).flatMap { String($0) == text ? $0 : nil }
    }
}
