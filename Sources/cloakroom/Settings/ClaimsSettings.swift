import CloakroomIdentity

/// How the chat backend's tokens are checked and read.
struct ClaimsSettings {
    enum Keys {
        case global(GlobalSecret)
        case keySet(BackendURL, KeySetPace)
    }

    var keys: Keys
    var rules = ClaimsRules()

    /// Seconds that fetching the key set may take.
    static let timeout: Int64 = 5

    static let keys = [
        "JWKS_URL", "JWKS_SECONDS", "JWKS_STALE_SECONDS", "ID", "KIND", "PROJECTS", "PROJECT", "ROLE", "BOTS",
        "ISSUER", "AUDIENCE", "LEEWAY_SECONDS",
    ].map { "CLOAKROOM_CLAIMS_" + $0 }

    init(_ source: SettingsSource, _ secret: GlobalSecret) throws {
        keys = try Self.keys(source, secret)
        rules.id = source.text("CLOAKROOM_CLAIMS_ID") ?? rules.id
        rules.kind = source.text("CLOAKROOM_CLAIMS_KIND") ?? rules.kind
        rules.projects = source.text("CLOAKROOM_CLAIMS_PROJECTS") ?? rules.projects
        rules.project = source.text("CLOAKROOM_CLAIMS_PROJECT") ?? rules.project
        rules.role = source.text("CLOAKROOM_CLAIMS_ROLE") ?? rules.role
        rules.bots = source.text("CLOAKROOM_CLAIMS_BOTS") ?? rules.bots
        rules.issuer = source.text("CLOAKROOM_CLAIMS_ISSUER")
        rules.audience = source.text("CLOAKROOM_CLAIMS_AUDIENCE")
        rules.leeway = try source.integer("CLOAKROOM_CLAIMS_LEEWAY_SECONDS", default: rules.leeway, in: 0...300)
        let names = [rules.id, rules.kind, rules.projects, rules.project, rules.role, rules.bots]
        guard Set(names).count == names.count else {
            throw SettingsError(
                "the CLOAKROOM_CLAIMS_ settings must name six different claims, got \(names.joined(separator: ", ")) "
                    + "for ID, KIND, PROJECTS, PROJECT, ROLE, BOTS")
        }
    }

    private static func keys(_ source: SettingsSource, _ secret: GlobalSecret) throws -> Keys {
        guard source.text("CLOAKROOM_CLAIMS_JWKS_URL") != nil else {
            for key in ["CLOAKROOM_CLAIMS_JWKS_SECONDS", "CLOAKROOM_CLAIMS_JWKS_STALE_SECONDS"]
            where source.text(key) != nil {
                throw source.refusal(key, "needs CLOAKROOM_CLAIMS_JWKS_URL")
            }
            if case .generated = secret { throw SettingsError(missing) }
            return .global(secret)
        }
        for key in ["GLOBAL_SECRET", "GLOBAL_SECRET_OR_PUB_KEY", "GLOBAL_SECRET_OR_PRIVATE_KEY"]
        where try source.secret(key) != nil {
            throw SettingsError("CLOAKROOM_CLAIMS_JWKS_URL and \(key) are two ways to check tokens: leave out one")
        }
        return .keySet(try source.url("CLOAKROOM_CLAIMS_JWKS_URL"), try pace(source))
    }

    private static func pace(_ source: SettingsSource) throws -> KeySetPace {
        var pace = KeySetPace()
        let fresh = try source.integer("CLOAKROOM_CLAIMS_JWKS_SECONDS", default: 300, in: 10...86_400)
        pace.fresh = .seconds(fresh)
        pace.stale = .seconds(
            try source.integer(
                "CLOAKROOM_CLAIMS_JWKS_STALE_SECONDS", default: max(3600, fresh), in: fresh...604_800))
        return pace
    }

    private static let missing = """
        CLOAKROOM_IDENTITY=claims needs what checks the chat backend's tokens: its GLOBAL_SECRET, or \
        GLOBAL_SECRET_OR_PUB_KEY with GLOBAL_SECRET_ALGORITHM RS256 or ES256, or CLOAKROOM_CLAIMS_JWKS_URL
        """
}
