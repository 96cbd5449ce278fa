public import CloakroomCore

extension PostgreSQLCatalog {
    public func due(
        at now: Timestamp, limit: Int, claim seconds: Int64, by owner: String
    ) async throws -> [Record] {
        let values: [(any SQLValue)?] = [now, max(0, limit), now.adding(seconds: seconds), owner]
        let answers = try await write([
            SQLStatement(Self.foldingSome), SQLStatement(Self.claiming, values, isKept: false),
        ])
        return try answers.last?.decoded(Record.init) ?? []
    }

    public func backlog(at now: Timestamp) async throws -> Backlog {
        let backlogs = try await read(SQLStatement(Self.counting, [now]), within: Self.longPatience) { fields in
            try Backlog(
                files: fields.next { Int($0) }, bytes: fields.next { Int64($0) },
                oldest: fields.timeOrNil())
        }
        return backlogs.first ?? Backlog()
    }

    public func endLeases(of owner: String, at now: Timestamp) async throws {
        try await write([SQLStatement(Self.endingLeases, [now, owner])], within: Self.longPatience)
    }
}

extension PostgreSQLCatalog {
    /// One walk along the due index, as long as there are rows due, however many rows there are. Rows that another sweep
    /// is claiming at this moment are passed over. A live row goes by its own end alone, whatever made it due.
    static let claiming = """
        UPDATE files SET state = 'retired', due_at = $3, lease_owner = $4, \(owingNothing)
        WHERE key = ANY (ARRAY(
            SELECT key FROM files WHERE due_at <= $1 AND (state <> 'live' OR expires <= $1)
            ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING \(Record.columns)
        """

    /// Sweeps keep the changes few, in projects too whose uploads nobody limits.
    private static let foldingSome = folding(
        "ctid = ANY (ARRAY(SELECT ctid FROM usage_changes LIMIT 10000 FOR UPDATE SKIP LOCKED))")

    static let counting = """
        SELECT count(*), coalesce(sum(size + coalesce(thumbnail_size, 0)), 0), min(due_at)
        FROM files WHERE due_at <= $1
        """

    static let endingLeases = """
        UPDATE files SET due_at = CASE WHEN state = 'live' THEN expires ELSE least(due_at, $1::bigint) END,
            owed_at = CASE WHEN owed <> 0 THEN least(owed_at, $1::bigint) END,
            lease_owner = CASE WHEN state = 'reserved' THEN lease_owner END
        WHERE lease_owner = $2
        """
}
