import CloakroomCore
import CloakroomCrypto

/// Checks a backend's tokens, and remembers for a while which signatures held.
struct ClaimsVerifier: Sendable {
    private let keys: ClaimsKeys
    private let reader: ClaimsReader
    private let clock: WallClock
    private let known: FreshCache<Digest, Known>

    private struct Known: Sendable {
        var principal: Principal
        var validity: Validity
        var keyID: String?
        /// The key that signed it.
        var key: Digest
    }

    init(keys: ClaimsKeys, rules: ClaimsRules, clock: WallClock, limit: Int = 16_384) {
        self.keys = keys
        self.clock = clock
        reader = ClaimsReader(rules: rules)
        known = FreshCache(limit: limit, lifetime: TokenVerifier.lifetime, clock: clock)
    }

    /// How many signatures are remembered.
    var count: Int { known.count }

    /// - Throws: `.unauthenticated` when the token does not hold, or not now; `.unavailable` when the keys cannot be had.
    /// - Cost: one SHA-256 for a token seen lately.
    func principal(of token: String) async throws -> Principal {
        let verified = try await verified(token)
        guard isInTime(verified) else { throw CloakroomError(.unauthenticated, "token outside its time") }
        return verified.principal
    }

    /// The same for a token that is remembered, as are the keys. Those are looked at again after a second.
    func recall(_ token: String) -> Recalled<Principal>? {
        guard token.utf8.count <= ParsedToken.longest, let known = known.recall(Digest(of: token.utf8)),
            isInTime(known.value), keys.recall(knowing: known.value.keyID)?.holds(known.value.key) ?? false
        else { return nil }
        let end = known.value.validity.until?.adding(seconds: reader.rules.leeway) ?? .distantFuture
        return known.map(\.principal).until(min(end, clock.now().adding(seconds: 1)))
    }

    private func isInTime(_ known: Known) -> Bool {
        known.validity.contains(clock.now(), leeway: reader.rules.leeway)
    }

    /// A key that the backend has withdrawn ends what it signed.
    private func verified(_ token: String) async throws -> Known {
        guard token.utf8.count <= ParsedToken.longest else { throw CloakroomError(.unauthenticated, "oversized token") }
        let digest = Digest(of: token.utf8)
        if let known = known.value(for: digest), try await keys.set(knowing: known.keyID).holds(known.key) {
            return known
        }
        let since = clock.now()
        let fresh = try await check(ParsedToken(token))
        known.keep(fresh, for: digest, since: since)
        return fresh
    }

    private func check(_ token: ParsedToken) async throws -> Known {
        let set = try await keys.set(knowing: token.keyID)
        guard let key = try await set.signer(of: token) else {
            throw CloakroomError(.unauthenticated, "signature, algorithm or key")
        }
        guard let validity = Validity(token.claims) else { throw CloakroomError(.unauthenticated, "exp or nbf") }
        return Known(
            principal: try reader.principal(token.claims), validity: validity, keyID: token.keyID,
            key: key.fingerprint)
    }
}

/// Where the keys come from that check a backend's tokens.
enum ClaimsKeys: Sendable {
    case fixed(KeySet)
    case remote(RemoteKeySet)

    /// The keys as they are now; fetched anew, if it is time, when none is called `keyID`.
    func set(knowing keyID: String?) async throws -> KeySet {
        switch self {
        case .fixed(let set): set
        case .remote(let keys): try await keys.set(knowing: keyID)
        }
    }

    /// The same, unless they would be fetched.
    func recall(knowing keyID: String?) -> KeySet? {
        switch self {
        case .fixed(let set): set
        case .remote(let keys): keys.recall(knowing: keyID)
        }
    }
}
