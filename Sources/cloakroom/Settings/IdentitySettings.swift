import CloakroomIdentity

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

extension SettingsSource {
    /// - Throws: for anything but an `http` or `https` URL. One with a password in it is not repeated.
    func url(_ key: String) throws -> BackendURL {
        guard let text = text(key), let url = BackendURL(text) else {
            throw SettingsError(
                "\(key) must be an http or https URL with a host, without user, password and fragment")
        }
        return url
    }
}
