/// Tells who is asking and what they are in a project.
public protocol IdentityProvider: Sendable {
    /// - Throws: `.unauthenticated` for every credential that does not hold, whatever the reason; `.tooManyFailures`
    ///   when no more passwords are looked at for now.
    func authenticate(_ credential: Credential) async throws -> Principal

    /// The same for a request that is about `project`: whoever asks somebody else asks once for both.
    /// - Throws: `.notMember` too, when it takes a member to be told who is asking.
    func authenticate(_ credential: Credential, for project: HexID) async throws -> Principal

    /// The project with its settings; nil when there is none. Where a backend keeps the projects every id has one.
    func project(_ id: HexID) async throws -> Project?

    /// What `principal` is in `project`; nil when nothing. At most a second old where accounts are kept here; elsewhere
    /// as old as the token, or as the operator lets the backend's answers become.
    func membership(of principal: Principal, in project: HexID) async throws -> Membership?

    /// The projects in which `principal` is anything; nil where nobody can list them.
    func projects(of principal: Principal) async throws -> [HexID]?

    /// The project that a bot belongs to, as far as `principal` may know; nil when there is no such bot.
    func project(ofBot id: HexID, for principal: Principal) async throws -> HexID?

    // What the three above would answer, as far as that is remembered and as old as it may be. Nil says nothing: somebody
    // has to be asked, or it is to be refused.

    func recall(_ credential: Credential) -> Recalled<Principal>?
    func recall(project id: HexID) -> Recalled<Project>?
    func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>?
}

extension IdentityProvider {
    public func recall(_ credential: Credential) -> Recalled<Principal>? { nil }
    public func recall(project id: HexID) -> Recalled<Project>? { nil }
    public func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>? { nil }

    public func authenticate(_ credential: Credential, for project: HexID) async throws -> Principal {
        try await authenticate(credential)
    }
}

/// What a request brought to prove who sent it.
public enum Credential: Hashable, Sendable {
    /// `client` is whence it comes, for the limit on wrong passwords; nil when that is unknown.
    case basic(email: String, password: String, client: String? = nil)
    /// A token, without the word before it.
    case token(String, scheme: Scheme = .jwt)

    /// The word before a token, for whoever hands it on as it came.
    public enum Scheme: String, Sendable {
        case jwt = "JWT"
        case bearer = "Bearer"
    }
}

extension Credential: CustomStringConvertible {
    /// What kind it is, and nothing of what is secret.
    public var description: String {
        switch self {
        case .basic: "a password"
        case .token: "a token"
        }
    }
}

/// Who is asking.
public struct Principal: Hashable, Sendable {
    public enum Kind: String, Sendable { case user, guest, external, bot, subscription }

    /// Where it is written what a principal is in a project.
    public enum Standing: Hashable, Sendable {
        /// In the accounts of this service.
        case accounts
        /// In the token: the holder's role by project, and the projects of bots that the holder may know of.
        case token(roles: [HexID: Role], bots: [HexID: HexID])
        /// Nowhere but in the backend, which is asked with the holder's own credential.
        case backend(Credential)
    }

    public var kind: Kind
    /// 24 hex digits of a user, bot or subscription; the uuid of a guest or external user.
    public var id: String
    /// The only project in which this principal counts, when its token was signed with a secret of that project or
    /// belongs to a bot or subscription.
    public var confinedTo: HexID?
    public var standing: Standing

    public init(kind: Kind, id: String, confinedTo: HexID? = nil, standing: Standing = .accounts) {
        self.kind = kind
        self.id = id
        self.confinedTo = confinedTo
        self.standing = standing
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
