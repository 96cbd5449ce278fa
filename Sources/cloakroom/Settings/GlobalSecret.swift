import CloakroomIdentity

/// What signs and checks the tokens that belong to no project, bot or subscription.
enum GlobalSecret: CustomStringConvertible {
    /// Generated at the first start and kept in the data folder.
    case generated(SigningKeys.Algorithm)
    case shared(String, SigningKeys.Algorithm)
    /// PEM; without a private key nothing here signs.
    case keyPair(publicPEM: String?, privatePEM: String?, SigningKeys.Algorithm)

    init(_ source: SettingsSource) throws {
        let algorithm = try source.choice("GLOBAL_SECRET_ALGORITHM", default: SigningKeys.Algorithm.hs256)
        guard algorithm == .rs256 || algorithm == .es256 else {
            self = try source.secret("GLOBAL_SECRET").map { .shared($0, algorithm) } ?? .generated(algorithm)
            return
        }
        let publicPEM = try source.secret("GLOBAL_SECRET_OR_PUB_KEY")
        let privatePEM = try source.secret("GLOBAL_SECRET_OR_PRIVATE_KEY")
        guard publicPEM != nil || privatePEM != nil else {
            throw SettingsError(
                "GLOBAL_SECRET_ALGORITHM \(algorithm.rawValue) needs GLOBAL_SECRET_OR_PUB_KEY, "
                    + "and GLOBAL_SECRET_OR_PRIVATE_KEY if tokens are to be issued here")
        }
        self = .keyPair(publicPEM: publicPEM, privatePEM: privatePEM, algorithm)
    }

    var description: String { "GlobalSecret(hidden)" }

    /// Secrets that everybody can read up: Tiledesk's server falls back to this one.
    private static let published: Set<String> = ["nodeauthsecret"]
    /// Bytes: as long as HS256's digest.
    /// - Source: RFC 7518 section 3.2.
    private static let shortest = 32

    /// Why a stranger could find out the secret; nil for one that is good enough.
    var weakness: String? {
        guard case .shared(let secret, _) = self else { return nil }
        if Self.published.contains(secret) { return "is a published default: everybody can sign tokens with it" }
        return secret.utf8.count < Self.shortest ? "has fewer than \(Self.shortest) bytes and can be guessed" : nil
    }
}
