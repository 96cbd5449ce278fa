import CloakroomCore
import JWTKit

/// A token taken apart. Nothing in it is believed before its signature holds.
struct ParsedToken {
    let claims: Claims
    let algorithm: String
    /// The name of the key that is said to have signed it.
    let keyID: String?
    private let signature: [UInt8]
    private let signed: ArraySlice<UInt8>

    /// Bytes; a longer token is refused unread.
    static let longest = 8192

    /// - Throws: `.unauthenticated` for what is no token, or one with extensions.
    init(_ token: String) throws {
        guard token.utf8.count <= Self.longest else { throw CloakroomError(.unauthenticated, "oversized token") }
        let bytes = Array(token.utf8)
        guard let parts = try? DefaultJWTParser().parse(bytes, as: Claims.self),
            let end = bytes.lastIndex(of: UInt8(ascii: "."))
        else { throw CloakroomError(.unauthenticated, "malformed token") }
        // RFC 7515 section 4.1.11: extensions that one does not know must not be ignored. We know none.
        guard parts.header.fields["crit"] == nil, let algorithm = parts.header.alg else {
            throw CloakroomError(.unauthenticated, "header")
        }
        claims = parts.payload
        self.algorithm = algorithm
        keyID = parts.header.kid
        signature = Array(parts.signature)
        signed = bytes[..<end]
    }

    /// Whether `key` made the signature. The key's kind decides which algorithms are possible.
    func isSigned(with key: TokenKey) async throws -> Bool {
        guard let checker = try await key.checker(named: algorithm) else { return false }
        return (try? checker.verify(signature, signs: signed)) == true
    }
}
