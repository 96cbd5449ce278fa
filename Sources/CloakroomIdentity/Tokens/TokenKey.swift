import CloakroomCore
import JWTKit

/// A key that checks tokens, and signs them where its private part is known.
enum TokenKey: Sendable {
    case secret(String, signsWith: SharedAlgorithm)
    case rsa(Insecure.RSA.PublicKey, Insecure.RSA.PrivateKey?)
    case ecdsa(ES256PublicKey, ES256PrivateKey?)

    enum SharedAlgorithm: String, CaseIterable, Sendable {
        case hs256 = "HS256"
        case hs384 = "HS384"
        case hs512 = "HS512"

        var digest: DigestAlgorithm {
            switch self {
            case .hs256: .sha256
            case .hs384: .sha384
            case .hs512: .sha512
            }
        }

        /// Bytes of the digest.
        var length: Int {
            switch self {
            case .hs256: 32
            case .hs384: 48
            case .hs512: 64
            }
        }
    }

    /// How to check a token that claims `name`; nil when this kind of key does not do that.
    ///
    /// The key's kind decides what is possible: a public key never serves as a shared secret.
    func checker(named name: String) async throws -> (any JWTAlgorithm)? {
        switch self {
        case .secret(let secret, _):
            guard let algorithm = SharedAlgorithm(rawValue: name) else { return nil }
            return try await Self.collection(secret, algorithm).getKey()
        case .rsa(let key, _):
            guard name == "RS256" else { return nil }
            return try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).getKey()
        case .ecdsa(let key, _):
            guard name == "ES256" else { return nil }
            return try await JWTKeyCollection().add(ecdsa: key).getKey()
        }
    }

    /// - Throws: `.invalid` when only the public part is known.
    func sign(_ claims: Claims) async throws -> String {
        switch self {
        case .secret(let secret, let algorithm):
            try await Self.collection(secret, algorithm).sign(claims)
        case .rsa(_, let key?):
            try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).sign(claims)
        case .ecdsa(_, let key?):
            try await JWTKeyCollection().add(ecdsa: key).sign(claims)
        case .rsa(_, nil), .ecdsa(_, nil):
            throw SigningKeys.cannotSign
        }
    }

    private static func collection(_ secret: String, _ algorithm: SharedAlgorithm) async -> JWTKeyCollection {
        // HMAC fills short keys with zeros itself (RFC 2104 section 2), so doing it first changes no signature, and
        // JWTKit insists on keys as long as the digest.
        var bytes = Array(secret.utf8)
        bytes += Array(repeating: 0, count: max(0, algorithm.length - bytes.count))
        return await JWTKeyCollection().add(hmac: HMACKey(from: bytes), digestAlgorithm: algorithm.digest)
    }
}

/// Whatever holds a key may be printed as a whole, as libraries do in their logs: the key itself never is.
extension TokenKey: CustomStringConvertible {
    var description: String { "TokenKey(hidden)" }
}
