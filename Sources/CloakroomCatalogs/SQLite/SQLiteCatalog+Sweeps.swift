public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func due(
        at now: Timestamp, limit: Int, claim seconds: Int64, by owner: String
    ) async throws -> [CloakroomCore.Record] {
        let claimed = now.adding(seconds: seconds)
        return try await write { db in
            try db.select(
                Self.claiming, [now.milliseconds, max(0, limit), claimed.milliseconds, owner],
                CloakroomCore.Record.init)
        }
    }

    public func backlog(at now: Timestamp) async throws -> Backlog {
        try await read { db in
            let counts = try db.select(Self.counting, [now.milliseconds]) { fields in
                try Backlog(
                    files: fields.next(), bytes: fields.next(),
                    oldest: fields.nextOrNil { Timestamp(milliseconds: $0) })
            }
            return counts.first ?? Backlog()
        }
    }

    public func endLeases(of owner: String, at now: Timestamp) async throws {
        try await write { try $0.change(Self.endingLeases, [now.milliseconds, owner]) }
    }
}

extension SQLiteCatalog {
    /// One walk along the due index, as long as there are rows due, however many rows there are. A live row goes by its
    /// own end alone, whatever made it due.
    static let claiming = """
        UPDATE files SET state = 'retired', due_at = ?3, lease_owner = ?4, \(owingNothing)
        WHERE id IN (
            SELECT id FROM files WHERE due_at <= ?1 AND (state <> 'live' OR expires <= ?1) ORDER BY due_at LIMIT ?2)
        RETURNING \(CloakroomCore.Record.columns)
        """

    static let counting = """
        SELECT count(*), coalesce(sum(size + coalesce(thumbnail_size, 0)), 0), min(due_at)
        FROM files WHERE due_at <= ?1
        """

    static let endingLeases = """
        UPDATE files SET due_at = iif(state = 'live', expires, min(due_at, ?1)),
            owed_at = iif(owed, min(owed_at, ?1), NULL), lease_owner = iif(state = 'reserved', lease_owner, NULL)
        WHERE lease_owner = ?2
        """
}
