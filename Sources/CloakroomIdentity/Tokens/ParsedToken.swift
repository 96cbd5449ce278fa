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

    /// Nothing but our own reader sees a header or claims that nobody has vouched for yet: the library's own traps on a
    /// number in a header that no integer holds.
    /// - Throws: `.unauthenticated` for what is no token, or one with extensions.
    /// - Source: RFC 7515 section 5.2.
    init(_ token: String) throws {
        guard token.utf8.count <= Self.longest else { throw CloakroomError(.unauthenticated, "oversized token") }
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let values = Self.object(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw CloakroomError(.unauthenticated, "malformed token") }
        // RFC 7515 section 4.1.11: extensions that one does not know must not be ignored. We know none.
        guard header["crit"] == nil, let algorithm = header["alg"]?.text else {
            throw CloakroomError(.unauthenticated, "header")
        }
        claims = Claims(values)
        self.algorithm = algorithm
        keyID = header["kid"]?.text
        self.signature = signature
        signed = bytes[..<parts[1].endIndex]
    }

    private static func object(_ part: ArraySlice<UInt8>) -> [String: JSONValue]? {
        guard let json = Base64URL.decode(part), case .object(let object) = JSONValue(json: json) else { return nil }
        return object
    }

    /// Whether `key` made the signature. The key's kind decides which algorithms are possible.
    func isSigned(with key: TokenKey) async throws -> Bool {
        guard let checker = try await key.checker(named: algorithm) else { return false }
        return (try? checker.verify(signature, signs: signed)) == true
    }
}
