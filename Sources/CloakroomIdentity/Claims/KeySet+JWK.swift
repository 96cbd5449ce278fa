import CloakroomCore
import CloakroomCrypto
import JWTKit

extension KeySet.Key {
    /// A public RSA or P-256 key for signatures; nil for any other. Secret keys have no place in a public set.
    /// - Source: RFC 7517 section 4, RFC 7518 section 6.
    init?(jwk: JSONValue) {
        guard case .object(let fields) = jwk, Self.isForSignatures(fields) else { return nil }
        switch fields["kty"] {
        case .text("RSA"): self.init(fields, "RS256", Self.rsa)
        case .text("EC"): self.init(fields, "ES256", Self.ecdsa)
        default: return nil
        }
        id = fields["kid"]?.text
        fingerprint = Digest(of: jwk.json.utf8)
    }

    private init?(_ fields: [String: JSONValue], _ algorithm: String, _ make: ([String: JSONValue]) -> TokenKey?) {
        guard fields["alg"] == nil || fields["alg"] == .text(algorithm), let key = make(fields) else { return nil }
        self.init(algorithm: algorithm, key: key, fingerprint: Digest(of: [UInt8]()))
    }

    private static func isForSignatures(_ fields: [String: JSONValue]) -> Bool {
        if let use = fields["use"], use != .text("sig") { return false }
        guard case .list(let operations) = fields["key_ops"] else { return true }
        return operations.contains(.text("verify"))
    }

    /// Bytes: shorter RSA keys can be broken.
    private static let shortestModulus = 256

    private static func rsa(_ fields: [String: JSONValue]) -> TokenKey? {
        guard let modulus = fields["n"]?.text, let exponent = fields["e"]?.text,
            let key = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent),
            let length = try? key.getKeyPrimitives().modulus.count, length >= shortestModulus
        else { return nil }
        return .rsa(key, nil)
    }

    private static func ecdsa(_ fields: [String: JSONValue]) -> TokenKey? {
        guard fields["crv"] == .text("P-256"), let x = fields["x"]?.text, let y = fields["y"]?.text,
            let key = try? ES256PublicKey(parameters: (x: x, y: y))
        else { return nil }
        return .ecdsa(key, nil)
    }
}
