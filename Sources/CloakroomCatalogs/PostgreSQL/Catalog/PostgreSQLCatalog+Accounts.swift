public import CloakroomCore

extension PostgreSQLCatalog {
    public func project(_ id: HexID) async throws -> Project? {
        try await read(SQLStatement("SELECT * FROM projects WHERE id = $1", [id]), Project.init).first
    }

    public func user(_ id: HexID) async throws -> User? {
        try await read(SQLStatement("SELECT * FROM users WHERE id = $1", [id]), User.init).first
    }

    public func user(email: String) async throws -> User? {
        try await read(SQLStatement("SELECT * FROM users WHERE email = $1", [email.lowercased()]), User.init).first
    }

    public func bot(_ id: HexID) async throws -> Bot? {
        try await read(SQLStatement("SELECT * FROM bots WHERE id = $1", [id]), Bot.init).first
    }

    public func subscription(_ id: HexID) async throws -> Subscription? {
        try await read(SQLStatement("SELECT * FROM subscriptions WHERE id = $1", [id]), Subscription.init).first
    }

    public func add(_ project: Project) async throws {
        try await add("INSERT INTO projects VALUES ($1, $2, $3, $4, $5, $6)", project.sqlValues)
    }

    public func add(_ user: User) async throws {
        try await add("INSERT INTO users VALUES ($1, $2, $3, $4, $5)", user.sqlValues)
    }

    private func add(_ insertion: String, _ values: [(any SQLValue)?]) async throws {
        guard try await write(insertion + " ON CONFLICT DO NOTHING", values).count == 1 else {
            throw CloakroomError(.conflict, "an id or an e-mail address is taken")
        }
    }

    public func add(_ bot: Bot) async throws {
        try await write(
            "INSERT INTO bots SELECT $2, id, $3 FROM known ON CONFLICT DO NOTHING", [bot.project, bot.id, bot.name],
            in: bot.project)
    }

    public func add(_ subscription: Subscription) async throws {
        try await write(
            "INSERT INTO subscriptions SELECT $2, id FROM known ON CONFLICT DO NOTHING",
            [subscription.project, subscription.id], in: subscription.project)
    }

    /// Runs an insertion that selects from `known`, which holds the project $1 if it is there.
    /// - Throws: `.projectNotFound`, and `.conflict` when nothing was inserted though it is.
    func write(_ insertion: String, _ values: [(any SQLValue)?], in project: HexID) async throws {
        let answer = try await write(
            """
            WITH known AS (SELECT id FROM projects WHERE id = $1), done AS (\(insertion) RETURNING 1)
            SELECT EXISTS (SELECT FROM known), EXISTS (SELECT FROM done)
            """, values)
        guard answer.isTrue else { throw CloakroomError(.projectNotFound(project.text)) }
        guard answer.rows.first?.last == "t" else { throw CloakroomError(.conflict, "an id is taken") }
    }

    public func update(_ project: Project) async throws {
        guard try await write(Self.updatingProject, project.sqlValues).count == 1 else {
            throw CloakroomError(.projectNotFound(project.id.text))
        }
    }

    private static let updatingProject = """
        UPDATE projects SET name = $2, chat_allow_list = $3, guest_allow_list = $4, quota_bytes = $5, quota_files = $6
        WHERE id = $1
        """

    public func bootstrap(_ project: Project, owner: User) async throws -> Bool {
        let answers = try await write([
            SQLStatement("LOCK TABLE projects, users IN SHARE ROW EXCLUSIVE MODE"),
            SQLStatement(Self.beginning, project.sqlValues + owner.sqlValues + [Role.owner.rawValue]),
        ])
        return answers.last?.count == 1
    }

    private static let beginning = """
        WITH first AS (
            INSERT INTO projects SELECT $1, $2, $3, $4, $5::bigint, $6::bigint
            WHERE NOT EXISTS (SELECT FROM projects) AND NOT EXISTS (SELECT FROM users) RETURNING id),
        owner AS (INSERT INTO users SELECT $7, $8, $9, $10, $11 FROM first RETURNING id)
        INSERT INTO members SELECT first.id, owner.id, $12 FROM first, owner
        """
}
