public import CloakroomCore
internal import GRDB

extension SQLiteCatalog: RecordRestoring {
    public func restore(_ records: [CloakroomCore.Record], at now: Timestamp) async throws -> [BlobKey] {
        try await write { db in
            try records.filter { try db.restore($0, at: now) }.map(\.key)
        }
    }
}

extension Database {
    /// - Returns: whether the record has got a row.
    fileprivate func restore(_ record: CloakroomCore.Record, at now: Timestamp) throws -> Bool {
        if record.kind == .avatar {
            try change(
                SQLiteCatalog.superseding,
                [now.milliseconds, record.path, record.created.milliseconds, record.key.text])
        }
        let values = record.values(.live, leasedBy: nil, due: record.expires) + [now.milliseconds]
        return try change(SQLiteCatalog.restoring, values) == 1
    }
}

extension SQLiteCatalog {
    /// Retires at ?1 the avatar with path ?2 that is live and older than ?3, unless ?4 has a row already.
    static let superseding = """
        UPDATE files SET \(retired) WHERE path = ?2 AND path IS NOT NULL AND state = 'live' AND kind = 'avatar'
            AND created < ?3 AND NOT EXISTS (SELECT 1 FROM files WHERE key = ?4)
        """

    /// A row with all columns; one whose path is taken is retired at ?20. What primary lacks it is owed.
    static let restoring = """
        INSERT INTO files (\(CloakroomCore.Record.newColumns), owed, owed_at, owed_since) VALUES (
            ?1, ?2, ?3, CASE WHEN \(isTaken) THEN 'retired' ELSE ?4 END, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
            ?16, ?17, ?18, CASE WHEN \(isTaken) THEN ?20 ELSE ?19 END,
            iif(\(isOwed), 1, 0), iif(\(isOwed), ?20, NULL), iif(\(isOwed), ?20, NULL))
        ON CONFLICT (key) DO NOTHING
        """

    private static let isOwed = "?13 & 1 = 0 AND NOT \(isTaken)"
    private static let isTaken = "EXISTS (SELECT 1 FROM files WHERE path = ?2 AND path IS NOT NULL AND state = 'live')"
}
