import CloakroomCore

/// Accounts in memory that count how often they are asked, and can be told to fail.
actor PlainDirectory: Directory {
    private var projects: [HexID: Project] = [:]
    private var users: [HexID: User] = [:]
    private var bots: [HexID: Bot] = [:]
    private var subscriptions: [HexID: Subscription] = [:]
    private var roles: [String: Role] = [:]
    private var secrets: [String: String] = [:]
    private(set) var questions = 0
    private var isDown = false

    var roleCount: Int { roles.count }
    func setDown(_ down: Bool) { isDown = down }
    func remove(user id: HexID) { users[id] = nil }
    func remove(bot id: HexID) { bots[id] = nil }
    func removeRole(of person: String, in project: HexID) { roles["\(person) \(project)"] = nil }
    func replace(_ user: User) { users[user.id] = user }

    private func answer<Value>(_ value: Value) throws -> Value {
        questions += 1
        if isDown { throw CloakroomError(.unavailable) }
        return value
    }

    func project(_ id: HexID) throws -> Project? { try answer(projects[id]) }
    func user(_ id: HexID) throws -> User? { try answer(users[id]) }
    func user(email: String) throws -> User? { try answer(users.values.first { $0.email == email }) }
    func bot(_ id: HexID) throws -> Bot? { try answer(bots[id]) }
    func subscription(_ id: HexID) throws -> Subscription? { try answer(subscriptions[id]) }
    func role(of person: String, in project: HexID) throws -> Role? { try answer(roles["\(person) \(project)"]) }
    func projects(of person: String, limit: Int) throws -> [HexID] {
        let seats = roles.keys.map { $0.split(separator: " ") }.filter { $0[0] == person }
        return try answer(Array(seats.compactMap { HexID($0[1]) }.prefix(limit)))
    }

    func secret(_ name: String) throws -> String? { try answer(secrets[name]) }

    func add(_ project: Project) { projects[project.id] = project }

    func add(_ user: User) throws {
        guard !users.values.contains(where: { $0.email == user.email }) else { throw CloakroomError(.conflict) }
        users[user.id] = user
    }

    func add(_ bot: Bot) { bots[bot.id] = bot }
    func add(_ subscription: Subscription) { subscriptions[subscription.id] = subscription }
    func update(_ project: Project) { projects[project.id] = project }
    func setRole(_ role: Role, of person: String, in project: HexID) { roles["\(person) \(project)"] = role }

    func keepSecret(_ secret: String, as name: String, replacing: Bool) -> String {
        if let kept = secrets[name], !replacing { return kept }
        secrets[name] = secret
        return secret
    }

    func bootstrap(_ project: Project, owner: User) -> Bool {
        guard projects.isEmpty, users.isEmpty else { return false }
        projects[project.id] = project
        users[owner.id] = owner
        return true
    }
}
