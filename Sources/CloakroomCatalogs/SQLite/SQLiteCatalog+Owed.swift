public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func owed(
        at now: Timestamp, limit: Int, lease: CloakroomCore.Record.Lease
    ) async throws -> [CloakroomCore.Record] {
        try await write { db in
            try db.select(
                Self.claimingOwed, [now.milliseconds, max(0, limit), lease.until.milliseconds, lease.owner],
                CloakroomCore.Record.init)
        }
    }

    public func claim(
        _ key: BlobKey, at now: Timestamp, lease: CloakroomCore.Record.Lease
    ) async throws -> CloakroomCore.Record? {
        try await write { db in
            try db.select(
                Self.claimingOne, [now.milliseconds, key.text, lease.until.milliseconds, lease.owner],
                CloakroomCore.Record.init
            ).first
        }
    }

    public func settle(
        _ key: BlobKey, gained: CloakroomCore.Record.Holders, lost: CloakroomCore.Record.Holders, again: Timestamp,
        by owner: String, at now: Timestamp
    ) async throws -> Bool {
        try await write { db in
            try db.change(
                Self.settling,
                [now.milliseconds, key.text, owner, gained.rawValue, lost.rawValue, again.milliseconds]) == 1
        }
    }

    public func owe(_ key: BlobKey, to stores: CloakroomCore.Record.Holders, at now: Timestamp) async throws {
        try await write { try $0.change(Self.owing, [now.milliseconds, key.text, stores.rawValue]) }
    }

    public func owedCopies() async throws -> OwedCopies {
        try await read { db in
            let counts = try db.select(Self.countingOwed) { fields in
                try OwedCopies(
                    toPrimary: fields.next(), toSecondary: fields.next(),
                    oldest: fields.nextOrNil { Timestamp(milliseconds: $0) })
            }
            return counts.first ?? OwedCopies()
        }
    }
}

extension SQLiteCatalog {
    /// Whether somebody has a claim on a live row to copy it.
    static let isBeingCopied = "state = 'live' AND lease_owner IS NOT NULL"

    /// Until ?3 the row is the claimant's: an expired one stays out of sweeps until then.
    private static let claimed = "owed_at = ?3, lease_owner = ?4, due_at = max(due_at, ?3)"

    /// One walk along the index of rows owed.
    static let claimingOwed = """
        UPDATE files SET \(claimed)
        WHERE id IN (SELECT id FROM files WHERE owed_at <= ?1 ORDER BY owed_at LIMIT ?2)
        RETURNING \(CloakroomCore.Record.columns)
        """

    static let claimingOne = """
        UPDATE files SET \(claimed)
        WHERE key = ?2 AND state = 'live' AND (lease_owner IS NULL OR owed_at <= ?1)
        RETURNING \(CloakroomCore.Record.columns)
        """

    static let settling = """
        UPDATE files SET lease_owner = NULL, holders = (holders | ?4) & ~?5, owed = owed & ~?4,
            owed_at = iif(owed & ~?4, ?6, NULL), owed_since = iif(owed & ~?4, owed_since, NULL),
            due_at = iif(state = 'live', expires, min(due_at, ?1))
        WHERE key = ?2 AND lease_owner = ?3 AND state <> 'reserved'
        """

    static let owing = """
        UPDATE files SET owed = owed | (holders & ?3), owed_at = coalesce(owed_at, ?1),
            owed_since = coalesce(owed_since, ?1)
        WHERE key = ?2 AND state = 'live' AND holders & ?3 & ~owed
        """

    static let countingOwed = """
        SELECT coalesce(sum(owed & 1), 0), coalesce(sum(owed & 2) / 2, 0), min(owed_since)
        FROM files WHERE owed_at IS NOT NULL
        """
}
