import CloakroomCore
import CloakroomCrypto

/// Checks tokens, and remembers for a while which signatures held.
struct TokenVerifier: Sendable {
    private let keys: SigningKeys
    private let accounts: RecentDirectory
    private let clock: WallClock
    private let known: FreshCache<Digest, Known>

    /// Milliseconds for which a signature need not be checked again.
    static let lifetime: Int64 = 300_000

    private struct Known: Sendable {
        var token: VerifiedToken
        /// The named secret that signed it; nil for the global key, which lasts as long as the process.
        var secret: String?
    }

    init(keys: SigningKeys, accounts: RecentDirectory, clock: WallClock, limit: Int = 16_384) {
        self.keys = keys
        self.accounts = accounts
        self.clock = clock
        known = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
    }

    /// How many signatures are remembered.
    var count: Int { known.count }

    /// Whether the next ``verify(_:)`` may skip the signature.
    func isRemembered(_ token: String) -> Bool { known.value(for: Digest(of: token.utf8)) != nil }

    /// - Throws: `.unauthenticated` when the token does not hold, or not now.
    /// - Cost: one SHA-256 for a token seen lately.
    func verify(_ token: String) async throws -> VerifiedToken {
        guard token.utf8.count <= ParsedToken.longest else { throw Self.refusal("oversized token") }
        let verified = try await signed(token)
        guard verified.validity.contains(clock.now()) else { throw Self.refusal("token outside its time") }
        return verified
    }

    /// A token that holds now, when that is remembered.
    func recall(_ token: String) -> Recalled<VerifiedToken>? {
        guard token.utf8.count <= ParsedToken.longest, let known = known.recall(Digest(of: token.utf8)) else {
            return nil
        }
        let (verified, signer) = (known.value.token, known.value.secret)
        guard verified.validity.contains(clock.now()) else { return nil }
        let recalled = known.map { _ in verified }.until(verified.validity.until ?? .distantFuture)
        guard let name = verified.audience.secretName else { return recalled }
        guard let signer, let secret = accounts.recallSecret(name), secret.value == signer else { return nil }
        return recalled.until(secret.until)
    }

    /// The claims of a token that holds now.
    func claims(_ token: String) async throws -> Claims {
        _ = try await verify(token)
        return try Self.unverifiedClaims(token)
    }

    /// What the token says, whoever signed it.
    static func unverifiedClaims(_ token: String) throws -> Claims {
        try ParsedToken(token).claims
    }

    private func signed(_ token: String) async throws -> VerifiedToken {
        let digest = Digest(of: token.utf8)
        if let known = known.value(for: digest), try await isCurrent(known) { return known.token }
        let since = clock.now()
        let fresh = try await check(try ParsedToken(token))
        known.keep(fresh, for: digest, since: since)
        return fresh.token
    }

    /// A rotated secret ends what it signed.
    private func isCurrent(_ known: Known) async throws -> Bool {
        guard let name = known.token.audience.secretName else { return true }
        return try await accounts.secret(name) == known.secret
    }

    private func check(_ parsed: ParsedToken) async throws -> Known {
        guard let audience = Audience(parsed.claims["aud"]) else { throw Self.refusal("audience") }
        let secret = try await secret(for: audience)
        let key = secret.map { TokenKey.secret($0, signsWith: .hs256) } ?? keys.key
        guard try await parsed.isSigned(with: key) else { throw Self.refusal("signature or algorithm") }
        guard let subject = Subject(parsed.claims), let validity = Validity(parsed.claims) else {
            throw Self.refusal("claims of a signed token")
        }
        let token = VerifiedToken(subject: subject, audience: audience, validity: validity)
        return Known(token: token, secret: secret)
    }

    /// - Returns: nil for the global key.
    private func secret(for audience: Audience) async throws -> String? {
        guard let name = audience.secretName else { return nil }
        guard let secret = try await accounts.secret(name), !secret.isEmpty else {
            throw Self.refusal("no secret for the audience")
        }
        return secret
    }

    private static func refusal(_ why: String) -> CloakroomError { CloakroomError(.unauthenticated, why) }
}
