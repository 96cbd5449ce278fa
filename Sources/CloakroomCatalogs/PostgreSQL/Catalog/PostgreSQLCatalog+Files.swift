public import CloakroomCore

extension PostgreSQLCatalog {
    public func reserve(_ record: Record) async throws {
        guard try await write(Self.inserting, Self.rowValues(record)).count == 1 else {
            throw CloakroomError(.conflict, "\(record.key) has a row already")
        }
    }

    /// Without a lease nobody claims the row, so a sweep may have it at once.
    static func rowValues(_ record: Record) -> [(any SQLValue)?] {
        record.sqlValues(.reserved, leasedBy: record.lease?.owner, due: record.lease?.until ?? record.created)
    }

    public func publish(
        _ key: BlobKey, heldBy holders: Record.Holders, owedTo creditors: Record.Holders, at now: Timestamp
    ) async throws {
        let answers = try await write([
            SQLStatement(Self.queueing, [key]), SQLStatement(Self.replacing, [now, key]),
            SQLStatement(Self.publishing, [holders.rawValue, key, now, creditors.rawValue]),
        ])
        guard answers.last?.count == 1 else { throw CloakroomError(.conflict, "\(key) is no longer reserved") }
    }

    public func find(path: String) async throws -> Record? {
        try await read(SQLStatement(Self.finding, [path]), Record.init).first
    }

    public func retire(_ key: BlobKey, at now: Timestamp) async throws -> Bool {
        try await write(Self.retiring, [now, key]).count == 1
    }

    public func bury(_ tombstone: Record, at now: Timestamp) async throws {
        let answers = try await write([
            SQLStatement(Self.inserting, tombstone.sqlValues(.retired, leasedBy: nil, due: now)),
            SQLStatement(Self.checkingRetired, [tombstone.key]),
        ])
        guard answers.last?.isTrue ?? false else { throw CloakroomError(.conflict, "\(tombstone.key) is in service") }
    }

    public func forget(_ keys: [BlobKey]) async throws {
        try await write(Self.forgetting, [keys])
    }
}

extension PostgreSQLCatalog {
    static let inserting = """
        INSERT INTO files (\(Record.newColumns))
        VALUES (\(Record.newColumns.split(separator: ",").indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
        ON CONFLICT (key) DO NOTHING
        """

    /// One after the other publishes under one path, so that each sees what the one before it left live. The row itself is
    /// held, so that no sweep takes it between the statements.
    static let queueing = """
        SELECT CASE WHEN path IS NOT NULL THEN pg_advisory_xact_lock(hashtextextended(path, 0)) END
        FROM files WHERE key = $1 AND state = 'reserved' FOR UPDATE
        """

    /// Retires what is live under the path of the reserved row $2: rows that have the path for a key, and others.
    static let replacing = """
        WITH heir AS (SELECT coalesce(path, key) AS path FROM files WHERE key = $2 AND state = 'reserved'),
        \(retiring("""
            key = ANY (ARRAY(
                SELECT files.key FROM heir JOIN files ON files.key = heir.path
                WHERE files.path IS NULL AND files.state = 'live'
                UNION ALL
                SELECT files.key FROM heir JOIN files ON files.path = heir.path
                WHERE files.path IS NOT NULL AND files.state = 'live'))
            """))
        """

    static let publishing = """
        UPDATE files SET state = 'live', due_at = expires, lease_owner = NULL, holders = $1::bigint,
            owed = $4::bigint, owed_at = CASE WHEN $4::bigint <> 0 THEN $3::bigint END,
            owed_since = CASE WHEN $4::bigint <> 0 THEN $3::bigint END
        WHERE key = $2 AND state = 'reserved'
        """

    static let finding = """
        SELECT \(Record.columns) FROM (
            SELECT * FROM files WHERE key = $1 AND path IS NULL
            UNION ALL
            SELECT * FROM files WHERE path = $1 AND path IS NOT NULL AND state = 'live'
            UNION ALL
            (SELECT * FROM files WHERE path = $1 AND path IS NOT NULL AND state <> 'live' LIMIT 1)) AS found
        ORDER BY state = 'live' DESC LIMIT 1
        """

    static let retiring = "WITH \(retiring("key = $2 AND state <> 'retired'"))"

    /// Takes rows out of service at $1, and tells every process that has them in mind. A live row that somebody is copying
    /// is left to him until his claim ends: bytes that he adopted after a sweep would have no row.
    static func retiring(_ condition: String) -> String {
        """
        gone AS (
            UPDATE files SET state = 'retired', \(owingNothing),
                due_at = CASE WHEN \(isBeingCopied) THEN greatest(owed_at, $1::bigint) ELSE $1::bigint END,
                lease_owner = CASE WHEN \(isBeingCopied) THEN lease_owner END
            WHERE \(condition) RETURNING coalesce(path, key) AS path)
        SELECT pg_notify('cloakroom', path) FROM gone
        """
    }

    static let owingNothing = "owed = 0, owed_at = NULL, owed_since = NULL"

    private static let checkingRetired = "SELECT state = 'retired' FROM files WHERE key = $1"

    static let forgetting = "DELETE FROM files WHERE key = ANY ($1::text[]) AND state = 'retired'"
}
