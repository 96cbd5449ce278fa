public import CloakroomCore

extension PostgreSQLCatalog: RecordRestoring {
    public func restore(_ records: [Record], at now: Timestamp) async throws -> [BlobKey] {
        let groups = records.map { Self.restoring($0, at: now) }
        var answers = try await write(groups.flatMap { $0 }, within: Self.longPatience)[...]
        return zip(records, groups).compactMap { record, group in
            defer { answers = answers.dropFirst(group.count) }
            return answers.prefix(group.count).last?.count == 1 ? record.key : nil
        }
    }

    /// The statements for one record; the last one writes its row.
    private static func restoring(_ record: Record, at now: Timestamp) -> [SQLStatement] {
        let values = record.sqlValues(.live, leasedBy: nil, due: record.expires) + [now]
        let writing = SQLStatement(restoring, values)
        guard record.kind == .avatar else { return [writing] }
        return [
            SQLStatement(waitingFor: record.path),
            SQLStatement(superseding, [now, record.path, record.created, record.key]), writing,
        ]
    }
}

extension PostgreSQLCatalog {
    /// Retires at $1 the avatar with path $2 that is live and older than $3, unless $4 has a row already.
    private static let superseding =
        "WITH "
        + retiring(
            """
            path = $2 AND path IS NOT NULL AND state = 'live' AND kind = 'avatar' AND created < $3
            AND NOT EXISTS (SELECT FROM files WHERE key = $4)
            """)

    /// A row with all columns; one whose path is taken is retired at $20. What primary lacks it is owed.
    private static let restoring = """
        INSERT INTO files (\(Record.newColumns), owed, owed_at, owed_since) VALUES (
            $1, $2, $3, CASE WHEN \(isTaken) THEN 'retired' ELSE $4 END, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
            $16, $17, $18, CASE WHEN \(isTaken) THEN $20::bigint ELSE $19::bigint END,
            CASE WHEN \(isOwed) THEN 1 ELSE 0 END, CASE WHEN \(isOwed) THEN $20::bigint END,
            CASE WHEN \(isOwed) THEN $20::bigint END)
        ON CONFLICT (key) DO NOTHING
        """

    private static let isOwed = "$13::bigint & 1 = 0 AND NOT \(isTaken)"
    private static let isTaken = "EXISTS (SELECT FROM files WHERE path = $2 AND path IS NOT NULL AND state = 'live')"
}
