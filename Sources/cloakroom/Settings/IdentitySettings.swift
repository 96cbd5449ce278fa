import CloakroomIdentity
import Foundation

/// Who decides who is who: accounts of our own, or the chat backend beside which the service runs.
enum IdentitySettings {
    case local
    case claims(ClaimsSettings)
    case upstream(UpstreamSettings)

    private enum Mode: String, CaseIterable {
        case local, claims, upstream
    }

    /// - Throws: when settings of one mode are given in another, too.
    init(_ source: SettingsSource, _ secret: GlobalSecret) throws {
        let mode = try source.choice("CLOAKROOM_IDENTITY", default: Mode.local)
        try Self.refuse(ClaimsSettings.keys, unless: mode == .claims, mode, "claims", source)
        try Self.refuse(UpstreamSettings.keys, unless: mode == .upstream, mode, "upstream", source)
        if mode != .local, try source.flag("CLOAKROOM_SIGNUP", default: false) {
            throw source.refusal("CLOAKROOM_SIGNUP", "needs CLOAKROOM_IDENTITY=local: the chat backend has the users")
        }
        switch mode {
        case .local: self = .local
        case .claims: self = .claims(try ClaimsSettings(source, secret))
        case .upstream: self = .upstream(try UpstreamSettings(source))
        }
    }

    /// A setting that nobody would look at, or that is misspelt, might be one that was to keep somebody out.
    private static func refuse(
        _ known: [String], unless isUsed: Bool, _ mode: Mode, _ name: String, _ source: SettingsSource
    ) throws {
        for key in source.keys(startingWith: "CLOAKROOM_\(name.uppercased())_") {
            guard known.contains(key) else {
                throw source.refusal(key, "is no setting; there are \(known.joined(separator: ", "))")
            }
            guard isUsed else {
                throw source.refusal(key, "needs CLOAKROOM_IDENTITY=\(name); it is \(mode.rawValue)")
            }
        }
    }

    /// The setting's own word for what is set.
    var name: String {
        switch self {
        case .local: Mode.local.rawValue
        case .claims: Mode.claims.rawValue
        case .upstream: Mode.upstream.rawValue
        }
    }
}

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

    fileprivate static let keys = [
        "JWKS_URL", "JWKS_SECONDS", "JWKS_STALE_SECONDS", "ID", "KIND", "PROJECTS", "PROJECT", "ROLE", "BOTS",
        "ISSUER", "AUDIENCE", "LEEWAY_SECONDS",
    ].map { "CLOAKROOM_CLAIMS_" + $0 }

    fileprivate init(_ source: SettingsSource, _ secret: GlobalSecret) throws {
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
        where source.text(key) != nil {
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

/// Where the chat backend is asked, and how long its answers count.
struct UpstreamSettings {
    var url: BackendURL
    /// Seconds.
    var lifetime: Int64
    var timeout: Int64

    fileprivate static let keys = ["URL", "CACHE_SECONDS", "TIMEOUT_SECONDS"].map { "CLOAKROOM_UPSTREAM_" + $0 }

    fileprivate init(_ source: SettingsSource) throws {
        guard source.text("CLOAKROOM_UPSTREAM_URL") != nil else {
            throw SettingsError(
                "CLOAKROOM_IDENTITY=upstream needs CLOAKROOM_UPSTREAM_URL, where the chat backend tells who is asking")
        }
        url = try source.url("CLOAKROOM_UPSTREAM_URL")
        lifetime = try source.integer("CLOAKROOM_UPSTREAM_CACHE_SECONDS", default: 10, in: 1...300)
        timeout = try source.integer("CLOAKROOM_UPSTREAM_TIMEOUT_SECONDS", default: 5, in: 1...60)
    }
}

extension SettingsSource {
    /// - Throws: for anything but an `http` or `https` URL. One with a password in it is not repeated.
    fileprivate func url(_ key: String) throws -> BackendURL {
        guard let text = text(key), let url = BackendURL(text) else {
            throw SettingsError(
                "\(key) must be an http or https URL with a host, without user, password and fragment")
        }
        return url
    }
}
