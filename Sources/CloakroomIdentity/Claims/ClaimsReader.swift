import CloakroomCore

/// Reads from a token's claims who holds it and what that is in which projects.
struct ClaimsReader: Sendable {
    let rules: ClaimsRules

    /// - Throws: `.unauthenticated` when the claims do not make a principal.
    func principal(_ claims: Claims) throws -> Principal {
        try checkOrigin(claims)
        guard let audience = Audience(claims["aud"]), let kind = kind(claims[rules.kind]),
            let subject = Subject(kind, claims[rules.id]?.text), Self.fits(audience, subject)
        else { throw Self.refusal("no id and kind for this audience") }
        let standing = Principal.Standing.token(roles: roles(claims, kind), bots: bots(claims))
        let project = try confinement(audience, kind, HexID(claims[rules.project]))
        guard let principal = Principal(vouched: subject, confinedTo: project, standing: standing) else {
            throw Self.refusal("a bot without project, or an external user under an account's id")
        }
        return principal
    }

    private func checkOrigin(_ claims: Claims) throws {
        if let issuer = rules.issuer, claims["iss"] != .text(issuer) { throw Self.refusal("issuer") }
        guard let audience = rules.audience else { return }
        switch claims["aud"] {
        case .text(audience): return
        case .list(let list) where list.contains(.text(audience)): return
        default: throw Self.refusal("audience")
        }
    }

    /// Many systems keep the id in `sub`, so there an unknown word says nothing; in a claim made for kinds it does.
    private func kind(_ claim: JSONValue?) -> Principal.Kind? {
        switch claim {
        case nil, .null: .user
        case .text(let word): Principal.Kind(word: word) ?? (rules.kind == "sub" ? .user : nil)
        default: nil
        }
    }

    /// A token for one bot or subscription is of use to nobody else.
    private static func fits(_ audience: Audience, _ subject: Subject) -> Bool {
        switch (audience, subject) {
        case (.everywhere, _), (.project, _): true
        case (.bot(let one), .bot(let other)): one == other
        case (.subscription(let one), .subscription(let other)): one == other
        case (.bot, _), (.subscription, _): false
        }
    }

    /// The one project in which the token counts. A person's audience decides; a bot or subscription is at home in one
    /// project, and an external user's id means something there only.
    private func confinement(_ audience: Audience, _ kind: Principal.Kind, _ home: HexID?) throws -> HexID? {
        var project: HexID?
        if case .project(let id) = audience { project = id }
        guard kind != .user, kind != .guest, let home else { return kind.isService ? nil : project }
        guard project == nil || project == home else { throw Self.refusal("a token of another project") }
        return home
    }

    /// Where both ways name a project, the lower role counts. A guest is one without a word more.
    private func roles(_ claims: Claims, _ kind: Principal.Kind) -> [HexID: Role] {
        var roles: [HexID: Role] = [:]
        for (project, role) in claims[rules.projects]?.members ?? [:] {
            guard let project = HexID(project), let role = Role(word: role.text) else { continue }
            roles[project] = min(roles[project] ?? role, role)
        }
        let single = claims[rules.role].map { Role(word: $0.text) } ?? (kind == .guest ? .guest : nil)
        if let project = HexID(claims[rules.project]), let single {
            roles[project] = min(roles[project] ?? single, single)
        }
        return roles
    }

    private func bots(_ claims: Claims) -> [HexID: HexID] {
        var bots: [HexID: HexID] = [:]
        for (bot, project) in claims[rules.bots]?.members ?? [:] {
            guard let bot = HexID(bot), let project = HexID(project) else { continue }
            bots[bot] = project
        }
        return bots
    }

    private static func refusal(_ why: String) -> CloakroomError {
        CloakroomError(.unauthenticated, "claims of a signed token: \(why)")
    }
}

extension JSONValue {
    fileprivate var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
}

extension HexID {
    fileprivate init?(_ claim: JSONValue?) {
        guard let text = claim?.text else { return nil }
        self.init(text)
    }
}

extension Principal.Kind {
    fileprivate var isService: Bool { self == .bot || self == .subscription }
}
