/// Tells who is asking and what they are in a project.
public protocol IdentityProvider: Sendable {
    /// - Throws: `.unauthenticated` for every credential that does not hold, whatever the reason.
    func authenticate(_ credential: Credential) async throws -> Principal

    /// The project with its settings; nil when there is none.
    func project(_ id: HexID) async throws -> Project?

    /// What `principal` is in `project`, at most a second old; nil when nothing.
    func membership(of principal: Principal, in project: HexID) async throws -> Membership?

    /// The project that a bot belongs to; nil when there is no such bot.
    func project(ofBot id: HexID) async throws -> HexID?
}

/// What a request brought to prove who sent it.
public enum Credential: Hashable, Sendable {
    case basic(email: String, password: String)
    /// A JWT, without its `JWT ` or `Bearer ` prefix.
    case token(String)
}

/// Who is asking.
public struct Principal: Hashable, Sendable {
    public enum Kind: String, Sendable { case user, guest, external, bot, subscription }

    public var kind: Kind
    /// 24 hex digits of a user, bot or subscription; the uuid of a guest or external user.
    public var id: String
    /// The only project in which this principal counts, when its token was signed with a secret of that project or
    /// belongs to a bot or subscription.
    public var confinedTo: HexID?

    public init(kind: Kind, id: String, confinedTo: HexID? = nil) {
        self.kind = kind
        self.id = id
        self.confinedTo = confinedTo
    }
}

/// A person's rank in a project, lowest first.
public enum Role: String, Sendable, CaseIterable, Comparable {
    case guest, user, teammate, agent, supervisor, admin, owner

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}

/// What a principal is in a project: a person with a role, or one of its bots and subscriptions.
public enum Membership: Hashable, Sendable {
    case person(Role)
    case service

    public func isAtLeast(_ role: Role) -> Bool {
        if case .person(let own) = self { own >= role } else { false }
    }
}
