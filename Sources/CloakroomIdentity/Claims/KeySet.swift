import CloakroomCore
import CloakroomCrypto

/// The keys that check a backend's tokens.
struct KeySet: Sendable {
    struct Key: Sendable {
        /// What tokens call it; nil: anything.
        var id: String?
        /// The one algorithm that it is for; nil: every one of its kind.
        var algorithm: String?
        var key: TokenKey
        /// Another fingerprint is another key.
        var fingerprint: Digest
    }

    private let keys: [Key]

    init(_ keys: [Key]) {
        self.keys = keys
    }

    /// The one key that the operator has set: it checks whatever a token calls its key.
    init(_ own: SigningKeys) {
        keys = [Key(key: own.key, fingerprint: Digest(of: "own".utf8))]
    }

    /// A JSON Web Key Set. Keys that are not for checking signatures, or of a kind that is not spoken here, are left out.
    /// - Throws: `.unavailable` when it is none.
    /// - Source: RFC 7517 section 5.
    init(json: [UInt8]) throws {
        guard case .object(let object) = JSONValue(json: json),
            case .list(let list) = object["keys"]
        else { throw CloakroomError(.unavailable, "what the chat backend sent is no JSON Web Key Set") }
        keys = list.compactMap(Key.init(jwk:))
    }

    var count: Int { keys.count }

    /// Whether a token that calls its key `id` can be checked. Without a name there is nothing to look for.
    func knows(_ id: String?) -> Bool {
        id == nil || keys.contains { $0.id == nil || $0.id == id }
    }

    func holds(_ fingerprint: Digest) -> Bool { keys.contains { $0.fingerprint == fingerprint } }

    /// The key that made the token's signature; nil when none of those did that may have.
    func signer(of token: ParsedToken) async throws -> Key? {
        for key in candidates(token) where try await token.isSigned(with: key.key) { return key }
        return nil
    }

    /// A token that does not name its key is checked only where there is no choice.
    private func candidates(_ token: ParsedToken) -> [Key] {
        let able = keys.filter { $0.algorithm == nil || $0.algorithm == token.algorithm }
        guard let id = token.keyID else { return able.count == 1 ? able : [] }
        return Array(able.filter { $0.id == nil || $0.id == id }.prefix(4))
    }
}
