public import CloakroomCore

/// A directory that keeps the contract in memory and forgets everything with the process.
public actor MemoryDirectory: Directory {
    private struct Seat: Hashable {
        var project: HexID
        var person: TextBytes
    }

    private var projects: [HexID: Project] = [:]
    private var users: [HexID: User] = [:]
    private var bots: [HexID: Bot] = [:]
    private var subscriptions: [HexID: Subscription] = [:]
    private var roles: [Seat: Role] = [:]
    private var secrets: [TextBytes: String] = [:]
    private var failure: CloakroomError?

    public init() {}

    /// Makes every later call throw `failure`; nil ends that.
    public func fail(with failure: CloakroomError?) {
        self.failure = failure
    }

    public func project(_ id: HexID) throws -> Project? {
        try checkReach()
        return projects[id]
    }

    public func user(_ id: HexID) throws -> User? {
        try checkReach()
        return users[id]
    }

    public func user(email: String) throws -> User? {
        try checkReach()
        return users.values.first { TextBytes($0.email) == TextBytes(email.lowercased()) }
    }

    public func bot(_ id: HexID) throws -> Bot? {
        try checkReach()
        return bots[id]
    }

    public func subscription(_ id: HexID) throws -> Subscription? {
        try checkReach()
        return subscriptions[id]
    }

    public func role(of person: String, in project: HexID) throws -> Role? {
        try checkReach()
        return roles[Seat(project: project, person: TextBytes(person))]
    }

    public func secret(_ name: String) throws -> String? {
        try checkReach()
        return secrets[TextBytes(name)]
    }

    public func add(_ project: Project) throws {
        try checkReach()
        try checkFree(projects[project.id])
        projects[project.id] = project
    }

    public func add(_ user: User) throws {
        try checkReach()
        try checkFree(users[user.id] ?? self.user(email: user.email))
        var user = user
        user.email = user.email.lowercased()
        users[user.id] = user
    }

    public func add(_ bot: Bot) throws {
        try checkReach()
        try require(bot.project)
        try checkFree(bots[bot.id])
        bots[bot.id] = bot
    }

    public func add(_ subscription: Subscription) throws {
        try checkReach()
        try require(subscription.project)
        try checkFree(subscriptions[subscription.id])
        subscriptions[subscription.id] = subscription
    }

    public func update(_ project: Project) throws {
        try checkReach()
        try require(project.id)
        projects[project.id] = project
    }

    public func setRole(_ role: Role, of person: String, in project: HexID) throws {
        try checkReach()
        try require(project)
        roles[Seat(project: project, person: TextBytes(person))] = role
    }

    public func projects(of person: String, limit: Int) throws -> [HexID] {
        try checkReach()
        let seats = roles.keys.filter { $0.person == TextBytes(person) }
        return Array(seats.map(\.project).sorted { $0.text < $1.text }.prefix(max(0, limit)))
    }

    public func keepSecret(_ secret: String, as name: String, replacing: Bool) throws -> String {
        try checkReach()
        if let kept = secrets[TextBytes(name)], !replacing { return kept }
        secrets[TextBytes(name)] = secret
        return secret
    }

    public func bootstrap(_ project: Project, owner: User) throws -> Bool {
        try checkReach()
        guard projects.isEmpty, users.isEmpty else { return false }
        try add(project)
        try add(owner)
        try setRole(.owner, of: owner.id.text, in: project.id)
        return true
    }

    private func checkReach() throws {
        if let failure { throw failure }
    }

    private func checkFree<Taken>(_ taken: Taken?) throws {
        if taken != nil { throw CloakroomError(.conflict, "an id or e-mail address is taken") }
    }

    private func require(_ project: HexID) throws {
        guard projects[project] != nil else { throw CloakroomError(.projectNotFound(project.text)) }
    }
}
