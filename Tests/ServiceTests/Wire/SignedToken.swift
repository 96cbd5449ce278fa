import CloakroomCrypto
import Foundation

/// Tokens of anybody's making, signed with HS256.
enum SignedToken {
    static func make(
        _ claims: [String: Any], secret: String, header: [String: Any] = ["alg": "HS256", "typ": "JWT"]
    ) throws -> String {
        let signed = try [header, claims].map { encoded(try JSONSerialization.data(withJSONObject: $0)) }
            .joined(separator: ".")
        let code = HMACSHA256(key: secret.utf8).code(of: signed.utf8)
        return signed + "." + encoded(Data(code.bytes))
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
