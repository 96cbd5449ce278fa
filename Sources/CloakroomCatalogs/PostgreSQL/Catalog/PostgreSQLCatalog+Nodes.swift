public import CloakroomCore

extension PostgreSQLCatalog: NodeRegistry {
    public func renew(owner: String, for seconds: Int64) async throws {
        try await write([.renewing(owner, for: seconds)])
    }

    public func lapsedOwners() async throws -> [String] {
        try await read(SQLStatement("SELECT owner FROM nodes WHERE until < clock_timestamp()")) { try $0.text() }
    }

    public func forget(owner: String) async throws {
        try await write("DELETE FROM nodes WHERE owner = $1 AND until < clock_timestamp()", [owner])
    }
}

extension SQLStatement {
    static func renewing(_ owner: String, for seconds: Int64) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO nodes VALUES ($1, clock_timestamp() + make_interval(secs => $2))
            ON CONFLICT (owner) DO UPDATE SET until = excluded.until
            """, [owner, seconds])
    }

    /// For an owner that ends in good order. One that leaves something behind is found by its lease's end instead.
    static func leaving(_ owner: String) -> SQLStatement {
        SQLStatement(
            "DELETE FROM nodes WHERE owner = $1 AND NOT EXISTS (SELECT FROM files WHERE lease_owner = $1)", [owner])
    }
}
