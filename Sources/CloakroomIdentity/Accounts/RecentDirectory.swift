import CloakroomCore

/// A directory whose answers are reused for a second, absent ones included.
///
/// Our own changes are seen at once by this process, except by a lookup that was already under way.
struct RecentDirectory: Sendable {
    let directory: any Directory
    private let projects: FreshCache<HexID, Project?>
    private let users: FreshCache<HexID, User?>
    private let addresses: FreshCache<String, User?>
    private let bots: FreshCache<HexID, Bot?>
    private let subscriptions: FreshCache<HexID, Subscription?>
    private let roles: FreshCache<Seat, Role?>
    private let secrets: FreshCache<SecretName, String?>

    private struct Seat: Hashable {
        var person: String
        var project: HexID
    }

    /// Milliseconds.
    static let lifetime: Int64 = 1000

    init(_ directory: any Directory, clock: WallClock, limit: Int = 8192) {
        self.directory = directory
        projects = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        users = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        addresses = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        bots = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        subscriptions = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        roles = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
        secrets = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
    }

    func project(_ id: HexID) async throws -> Project? {
        try await projects.value(for: id) { try await directory.project(id) }
    }

    func user(_ id: HexID) async throws -> User? {
        try await users.value(for: id) { try await directory.user(id) }
    }

    /// - Parameter email: in lower case.
    func user(email: String) async throws -> User? {
        try await addresses.value(for: email) { try await directory.user(email: email) }
    }

    func bot(_ id: HexID) async throws -> Bot? {
        try await bots.value(for: id) { try await directory.bot(id) }
    }

    func subscription(_ id: HexID) async throws -> Subscription? {
        try await subscriptions.value(for: id) { try await directory.subscription(id) }
    }

    func role(of person: String, in project: HexID) async throws -> Role? {
        try await roles.value(for: Seat(person: person, project: project)) {
            try await directory.role(of: person, in: project)
        }
    }

    func secret(_ name: SecretName) async throws -> String? {
        try await secrets.value(for: name) { try await directory.secret(name.text) }
    }

    // MARK: From memory. Nil for what is not there, and for what would have to be looked up.

    func recall(project id: HexID) -> Recalled<Project>? { projects.recall(id)?.present() }
    func recall(user id: HexID) -> Recalled<User>? { users.recall(id)?.present() }
    func recall(bot id: HexID) -> Recalled<Bot>? { bots.recall(id)?.present() }
    func recall(subscription id: HexID) -> Recalled<Subscription>? { subscriptions.recall(id)?.present() }
    func recallSecret(_ name: SecretName) -> Recalled<String>? { secrets.recall(name)?.present() }

    func recallRole(of person: String, in project: HexID) -> Recalled<Role>? {
        roles.recall(Seat(person: person, project: project))?.present()
    }

    // MARK: Changes

    func add(_ user: User) async throws {
        try await directory.add(user)
        users.forget(user.id)
        addresses.forget(user.email)
    }

    func setRole(_ role: Role, of person: String, in project: HexID) async throws {
        try await directory.setRole(role, of: person, in: project)
        roles.forget(Seat(person: person, project: project))
    }
}
