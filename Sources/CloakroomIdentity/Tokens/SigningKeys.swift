import CloakroomCore
import JWTKit

/// The global key: it signs what the service issues and checks every token that names no narrower audience.
public struct SigningKeys: Sendable {
    let key: TokenKey

    /// The frozen names of the algorithms.
    public enum Algorithm: String, CaseIterable, Sendable {
        case hs256 = "HS256"
        case hs384 = "HS384"
        case hs512 = "HS512"
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    /// A shared secret for HS256, HS384 or HS512.
    /// - Throws: `.invalid` when the secret is empty or the algorithm wants a key pair.
    public init(secret: String, algorithm: Algorithm = .hs256) throws {
        guard let shared = TokenKey.SharedAlgorithm(rawValue: algorithm.rawValue) else {
            throw CloakroomError(.invalid("\(algorithm.rawValue) needs a key pair, not a secret"))
        }
        guard !secret.isEmpty else { throw CloakroomError(.invalid("The global secret is empty")) }
        guard !secret.contains("-----BEGIN") else {
            throw CloakroomError(.invalid("The global secret is a PEM key; \(algorithm.rawValue) needs a secret text"))
        }
        key = .secret(secret, signsWith: shared)
    }

    /// A key pair for RS256 or ES256, in PEM whose line breaks may be written `\n`.
    ///
    /// The private key alone is enough; without it tokens are checked and none can be issued.
    /// - Throws: `.invalid` when a key cannot be read, both are missing or they are not a pair.
    public init(publicPEM: String?, privatePEM: String?, algorithm: Algorithm) throws {
        let publicPEM = publicPEM.map(Self.unfolded)
        let privatePEM = privatePEM.map(Self.unfolded)
        switch algorithm {
        case .rs256: key = try Self.rsa(publicPEM, privatePEM)
        case .es256: key = try Self.ecdsa(publicPEM, privatePEM)
        case .hs256, .hs384, .hs512:
            throw CloakroomError(.invalid("\(algorithm.rawValue) needs a secret, not a key pair"))
        }
    }

    /// Whether tokens can be issued.
    public var canSign: Bool {
        switch key {
        case .secret, .rsa(_, .some), .ecdsa(_, .some): true
        case .rsa(_, nil), .ecdsa(_, nil): false
        }
    }

    /// - Throws: `.invalid` when tokens cannot be issued.
    func requireSigning() throws {
        guard canSign else { throw Self.cannotSign }
    }

    static let cannotSign = CloakroomError(.invalid("Tokens cannot be issued here: no private key is set"))

    private static func rsa(_ publicPEM: String?, _ privatePEM: String?) throws -> TokenKey {
        let own = try privatePEM.map { pem in try reading("private RSA") { try Insecure.RSA.PrivateKey(pem: pem) } }
        let open = try publicPEM.map { pem in try reading("public RSA") { try Insecure.RSA.PublicKey(pem: pem) } }
        return .rsa(try pairing(open, own?.publicKey), own)
    }

    private static func ecdsa(_ publicPEM: String?, _ privatePEM: String?) throws -> TokenKey {
        let own = try privatePEM.map { pem in try reading("private P-256") { try ES256PrivateKey(pem: pem) } }
        let open = try publicPEM.map { pem in try reading("public P-256") { try ES256PublicKey(pem: pem) } }
        return .ecdsa(try pairing(open, own?.publicKey), own)
    }

    /// The parser's own error is dropped: it may quote the key.
    private static func reading<Key>(_ what: String, _ read: () throws -> Key) throws -> Key {
        do { return try read() } catch { throw CloakroomError(.invalid("The \(what) key is not readable PEM")) }
    }

    private static func pairing<Key: Equatable>(_ open: Key?, _ derived: Key?) throws -> Key {
        if let open, let derived, open != derived {
            throw CloakroomError(.invalid("The public key does not belong to the private key"))
        }
        guard let key = open ?? derived else {
            throw CloakroomError(.invalid("Neither a public nor a private key is set"))
        }
        return key
    }

    private static func unfolded(_ pem: String) -> String {
        pem.replacing("\\n", with: "\n")
    }
}
