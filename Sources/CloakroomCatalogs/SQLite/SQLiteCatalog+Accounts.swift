public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func project(_ id: HexID) async throws -> Project? {
        try await read { try $0.select("SELECT * FROM projects WHERE id = ?", [id.text], Project.init).first }
    }

    public func user(_ id: HexID) async throws -> User? {
        try await read { try $0.select("SELECT * FROM users WHERE id = ?", [id.text], User.init).first }
    }

    public func user(email: String) async throws -> User? {
        try await read { db in
            try db.select("SELECT * FROM users WHERE email = ?", [email.lowercased()], User.init).first
        }
    }

    public func bot(_ id: HexID) async throws -> Bot? {
        try await read { try $0.select("SELECT * FROM bots WHERE id = ?", [id.text], Bot.init).first }
    }

    public func subscription(_ id: HexID) async throws -> Subscription? {
        try await read { db in
            try db.select("SELECT * FROM subscriptions WHERE id = ?", [id.text], Subscription.init).first
        }
    }

    public func add(_ project: Project) async throws {
        try await write { try $0.add(project) }
    }

    public func add(_ user: User) async throws {
        try await write { try $0.add(user) }
    }

    public func add(_ bot: Bot) async throws {
        try await write { db in
            try db.require(bot.project)
            try db.change("INSERT INTO bots VALUES (?, ?, ?)", [bot.id.text, bot.project.text, bot.name])
        }
    }

    public func add(_ subscription: Subscription) async throws {
        try await write { db in
            try db.require(subscription.project)
            try db.change(
                "INSERT INTO subscriptions VALUES (?, ?)", [subscription.id.text, subscription.project.text])
        }
    }

    public func update(_ project: Project) async throws {
        try await write { db in
            guard try db.change(Self.updatingProject, project.values) == 1 else {
                throw CloakroomError(.projectNotFound(project.id.text))
            }
        }
    }

    private static let updatingProject = """
        UPDATE projects SET name = ?2, chat_allow_list = ?3, guest_allow_list = ?4, quota_bytes = ?5, quota_files = ?6
        WHERE id = ?1
        """

    public func bootstrap(_ project: Project, owner: User) async throws -> Bool {
        try await write { db in
            let accounts = "SELECT 1 WHERE EXISTS (SELECT 1 FROM projects) OR EXISTS (SELECT 1 FROM users)"
            guard try db.select(accounts, [], { try $0.next(Int.self) }).isEmpty else { return false }
            try db.add(project)
            try db.add(owner)
            try db.setRole(.owner, of: owner.id.text, in: project.id)
            return true
        }
    }
}
