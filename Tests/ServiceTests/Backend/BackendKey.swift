import Foundation

/// A chat backend's RSA key: made, and used to sign, by openssl.
struct BackendKey {
    /// As it stands in a key set.
    let jwk: String
    private let id: String
    private let pem: String

    init(_ id: String, size: Int = 2048) throws {
        self.id = id
        pem = try Shell.script("openssl genrsa \(size) 2>/dev/null")
        let modulus = try Shell.script("openssl rsa -noout -modulus <<< \"$PEM\" | cut -d= -f2", ["PEM": pem])
        jwk = #"{"kty":"RSA","use":"sig","kid":"\#(id)","e":"AQAB","n":"\#(Self.base64URL(hex: modulus))"}"#
    }

    /// - Parameter header: further members of the header, each with a comma before it.
    func token(_ claims: String, header: String = "") throws -> String {
        try Shell.script(
            """
            encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
            signed=$(printf %s "$HEADER" | encode).$(printf %s "$CLAIMS" | encode)
            printf %s "$signed.$(printf %s "$signed" | openssl dgst -sha256 -sign <(echo "$PEM") -binary | encode)"
            """,
            ["HEADER": #"{"alg":"RS256","kid":"\#(id)"\#(header)}"#, "CLAIMS": claims, "PEM": pem])
    }

    static func set(_ keys: BackendKey...) -> String {
        #"{"keys":[\#(keys.map(\.jwk).joined(separator: ","))]}"#
    }

    private static func base64URL(hex: String) -> String {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
