public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func away(
        at now: Timestamp, limit: Int, lease: CloakroomCore.Record.Lease
    ) async throws -> [CloakroomCore.Record] {
        try await write { db in
            try db.select(
                Self.claimingAway, [now.milliseconds, max(0, limit), lease.until.milliseconds, lease.owner],
                CloakroomCore.Record.init)
        }
    }

    public func settle(
        _ key: BlobKey, heldBy holders: CloakroomCore.Record.Holders, again: Timestamp?, by owner: String,
        at now: Timestamp
    ) async throws {
        try await write { db in
            try db.change(
                Self.settling, [now.milliseconds, key.text, owner, holders.rawValue, again?.milliseconds])
        }
    }

    public func awayCount() async throws -> Int {
        try await read { try $0.select(Self.countingAway) { try $0.next(Int.self) }.first ?? 0 }
    }
}

extension SQLiteCatalog {
    /// Whether somebody has a claim on a live row to take it home.
    static let isCarried = "state = 'live' AND lease_owner IS NOT NULL"

    /// One walk along the index of rows away. An expired row stays out of sweeps until the claim ends.
    static let claimingAway = """
        UPDATE files SET home_at = ?3, lease_owner = ?4, due_at = max(due_at, ?3)
        WHERE id IN (SELECT id FROM files WHERE home_at <= ?1 ORDER BY home_at LIMIT ?2)
        RETURNING \(CloakroomCore.Record.columns)
        """

    static let settling = """
        UPDATE files SET lease_owner = NULL, holders = ?4, home_at = iif(state = 'live', ?5, NULL),
            due_at = iif(state = 'live', expires, min(due_at, ?1))
        WHERE key = ?2 AND lease_owner = ?3 AND state <> 'reserved'
        """

    static let countingAway = "SELECT count(*) FROM files WHERE home_at IS NOT NULL"
}
