/// The accounts of `local` identity: projects, people, bots and who belongs where. Kept beside the catalog.
///
/// Every method throws `.unavailable` when it cannot be reached; additions throw `.conflict` when an id or an e-mail
/// address is taken, and `.projectNotFound` when they name a project that is not there.
public protocol Directory: Sendable {
    func project(_ id: HexID) async throws -> Project?
    func user(_ id: HexID) async throws -> User?
    /// - Parameter email: compared in lower case.
    func user(email: String) async throws -> User?
    func bot(_ id: HexID) async throws -> Bot?
    func subscription(_ id: HexID) async throws -> Subscription?
    /// The role of a person in a project; nil when not a member.
    func role(of person: String, in project: HexID) async throws -> Role?
    /// Projects in which a person has a role, in the order of their ids, `limit` of them at most.
    func projects(of person: String, limit: Int) async throws -> [HexID]
    /// The newest secret kept under `name`, for example `project/<id>`.
    func secret(_ name: String) async throws -> String?

    func add(_ project: Project) async throws
    func add(_ user: User) async throws
    func add(_ bot: Bot) async throws
    func add(_ subscription: Subscription) async throws
    /// Replaces a project's settings.
    /// - Throws: `.projectNotFound`.
    func update(_ project: Project) async throws
    /// - Parameter person: a user's id, or the uuid of a guest or external user.
    func setRole(_ role: Role, of person: String, in project: HexID) async throws
    /// Keeps `secret` under `name`, unless there is one already and `replacing` is false. Returns the one kept.
    func keepSecret(_ secret: String, as name: String, replacing: Bool) async throws -> String

    /// Adds a first project and its owner in one transaction, if there is no project and no user yet.
    /// - Returns: whether it did.
    func bootstrap(_ project: Project, owner: User) async throws -> Bool
}

public struct Project: Hashable, Sendable {
    public var id: HexID
    public var name: String
    /// Extensions that members may send as chat files; nil means the service's own list.
    public var chatAllowList: String?
    /// The same for guests.
    public var guestAllowList: String?
    /// Bytes and files; nil means the service's own quota, 0 none.
    public var quotaBytes: Int64?
    public var quotaFiles: Int64?

    public init(
        id: HexID, name: String, chatAllowList: String? = nil, guestAllowList: String? = nil,
        quotaBytes: Int64? = nil, quotaFiles: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.chatAllowList = chatAllowList
        self.guestAllowList = guestAllowList
        self.quotaBytes = quotaBytes
        self.quotaFiles = quotaFiles
    }
}

public struct User: Hashable, Sendable {
    public var id: HexID
    /// Lower case.
    public var email: String
    public var passwordHash: String
    public var firstName: String
    public var lastName: String

    public init(id: HexID, email: String, passwordHash: String, firstName: String = "", lastName: String = "") {
        self.id = id
        self.email = email
        self.passwordHash = passwordHash
        self.firstName = firstName
        self.lastName = lastName
    }
}

public struct Bot: Hashable, Sendable {
    public var id: HexID
    public var project: HexID
    public var name: String

    public init(id: HexID, project: HexID, name: String) {
        self.id = id
        self.project = project
        self.name = name
    }
}

public struct Subscription: Hashable, Sendable {
    public var id: HexID
    public var project: HexID

    public init(id: HexID, project: HexID) {
        self.id = id
        self.project = project
    }
}
