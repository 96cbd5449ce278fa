public import CloakroomCore

extension PostgreSQLCatalog {
    public func role(of person: String, in project: HexID) async throws -> Role? {
        let query = SQLStatement("SELECT role FROM members WHERE project = $1 AND person = $2", [project, person])
        return try await read(query) { try $0.next { Role(rawValue: $0) } }.first
    }

    public func setRole(_ role: Role, of person: String, in project: HexID) async throws {
        try await write(
            """
            INSERT INTO members SELECT id, $2, $3 FROM known
            ON CONFLICT (project, person) DO UPDATE SET role = excluded.role
            """, [project, person, role.rawValue], in: project)
    }

    public func projects(of person: String, limit: Int) async throws -> [HexID] {
        try await read(SQLStatement(Self.listingProjects, [person, max(0, limit)])) { try $0.next { HexID($0) } }
    }

    static let listingProjects = "SELECT project FROM members WHERE person = $1 ORDER BY project LIMIT $2"

    public func secret(_ name: String) async throws -> String? {
        try await read(SQLStatement(Self.fetchingSecret, [name])) { try $0.text() }.first
    }

    public func keepSecret(_ secret: String, as name: String, replacing: Bool) async throws -> String {
        let rule = replacing ? "(name) DO UPDATE SET value = excluded.value" : "DO NOTHING"
        let answers = try await write([
            SQLStatement("INSERT INTO secrets VALUES ($1, $2) ON CONFLICT \(rule)", [name, secret]),
            SQLStatement(Self.fetchingSecret, [name]),
        ])
        return try answers.last?.decoded { try $0.text() }.first ?? secret
    }

    private static let fetchingSecret = "SELECT value FROM secrets WHERE name = $1"
}
