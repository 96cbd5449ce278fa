import CloakroomCrypto
import Foundation

/// Tokens of anybody's making, signed with HS256.
enum SignedToken {
    static func make(
        _ claims: [String: Any], secret: String, header: [String: Any] = ["alg": "HS256", "typ": "JWT"]
    ) throws -> String {
        let signed = try [header, claims].map { encoded(Array(try JSONSerialization.data(withJSONObject: $0))) }
            .joined(separator: ".")
        let code = HMACSHA256(key: secret.utf8).code(of: signed.utf8)
        return signed + "." + encoded(code.bytes)
    }

    /// In the Base64 of tokens.
    static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
