public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func reserve(_ record: CloakroomCore.Record) async throws {
        try await write { try $0.reserve(record) }
    }

    public func publish(
        _ key: BlobKey, heldBy holders: CloakroomCore.Record.Holders,
        owedTo creditors: CloakroomCore.Record.Holders, at now: Timestamp
    ) async throws {
        try await write { db in
            try db.change(Self.replacing, [now.milliseconds, key.text])
            let values =
                [holders.rawValue, key.text, now.milliseconds, creditors.rawValue] as [any DatabaseValueConvertible]
            guard try db.change(Self.publishing, values) == 1 else {
                throw CloakroomError(.conflict, "\(key) is no longer reserved")
            }
        }
    }

    public func find(path: String) async throws -> CloakroomCore.Record? {
        try await read { try $0.select(Self.finding, [path], CloakroomCore.Record.init).first }
    }

    public func retire(_ key: BlobKey, at now: Timestamp) async throws -> Bool {
        try await write { try $0.change(Self.retiring, [now.milliseconds, key.text]) == 1 }
    }

    public func bury(_ tombstone: CloakroomCore.Record, at now: Timestamp) async throws {
        try await write { db in
            let isNew = try db.change(Self.burying, tombstone.values(.retired, leasedBy: nil, due: now)) == 1
            guard try isNew || db.select(Self.checkingRetired, [tombstone.key.text], { try $0.next(Int.self) }) == [1]
            else { throw CloakroomError(.conflict, "\(tombstone.key) is in service") }
        }
    }

    public func forget(_ keys: [BlobKey]) async throws {
        try await write { db in
            for key in keys { try db.change(Self.forgetting, [key.text]) }
        }
    }
}

extension Database {
    func reserve(_ record: CloakroomCore.Record) throws {
        // Without a lease nobody claims the row, so a sweep may have it at once.
        let leaseEnd = record.lease?.until ?? record.created
        try change(
            SQLiteCatalog.inserting, record.values(.reserved, leasedBy: record.lease?.owner, due: leaseEnd))
    }
}

extension SQLiteCatalog {
    private typealias Row = CloakroomCore.Record

    static let inserting = "INSERT INTO files (\(Row.newColumns)) VALUES (\(placeholders))"
    static let burying = inserting + " ON CONFLICT (key) DO NOTHING"
    private static let placeholders = Row.newColumns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")

    /// Retires what is live under the path of the reserved row ?2: rows that have the path for a key, and others.
    static let replacing = """
        WITH heir (path) AS (SELECT coalesce(path, key) FROM files WHERE key = ?2 AND state = 'reserved')
        UPDATE files SET \(retired) WHERE id IN (
            SELECT files.id FROM heir JOIN files ON files.key = heir.path
            WHERE files.path IS NULL AND files.state = 'live'
            UNION ALL
            SELECT files.id FROM heir JOIN files ON files.path = heir.path
            WHERE files.path IS NOT NULL AND files.state = 'live')
        """

    static let publishing = """
        UPDATE files SET state = 'live', due_at = expires, lease_owner = NULL, holders = ?1,
            owed = ?4, owed_at = iif(?4, ?3, NULL), owed_since = iif(?4, ?3, NULL)
        WHERE key = ?2 AND state = 'reserved'
        """

    /// Tries the likeliest first and stops at the first row.
    static let finding = """
        SELECT \(Row.columns) FROM files WHERE key = ?1 AND path IS NULL AND state = 'live'
        UNION ALL
        SELECT \(Row.columns) FROM files WHERE path = ?1 AND state = 'live'
        UNION ALL
        SELECT \(Row.columns) FROM files WHERE path = ?1 AND state <> 'live'
        UNION ALL
        SELECT \(Row.columns) FROM files WHERE key = ?1 AND path IS NULL AND state <> 'live'
        LIMIT 1
        """

    static let retiring = "UPDATE files SET \(retired) WHERE key = ?2 AND state <> 'retired'"

    /// Out of service at ?1. A live row that somebody is copying is left to him until his claim ends: bytes that he adopted
    /// after a sweep would have no row.
    static let retired = """
        state = 'retired', \(owingNothing),
        due_at = CASE WHEN \(SQLiteCatalog.isBeingCopied) THEN max(owed_at, ?1) ELSE ?1 END,
        lease_owner = CASE WHEN \(SQLiteCatalog.isBeingCopied) THEN lease_owner END
        """

    static let owingNothing = "owed = 0, owed_at = NULL, owed_since = NULL"

    private static let checkingRetired = "SELECT state = 'retired' FROM files WHERE key = ?1"

    static let forgetting = "DELETE FROM files WHERE key = ?1 AND state = 'retired'"
}
