public import CloakroomCore

extension PostgreSQLCatalog {
    public func owed(at now: Timestamp, limit: Int, lease: Record.Lease) async throws -> [Record] {
        let values: [(any SQLValue)?] = [now, max(0, limit), lease.until, lease.owner]
        return try await write([SQLStatement(Self.claimingOwed, values, isKept: false)])
            .flatMap { try $0.decoded(Record.init) }
    }

    public func claim(_ key: BlobKey, at now: Timestamp, lease: Record.Lease) async throws -> Record? {
        try await write(Self.claimingOne, [now, key, lease.until, lease.owner]).decoded(Record.init).first
    }

    public func settle(
        _ key: BlobKey, gained: Record.Holders, lost: Record.Holders, again: Timestamp, by owner: String,
        at now: Timestamp
    ) async throws -> Bool {
        try await write(Self.settling, [now, key, owner, gained.rawValue, lost.rawValue, again]).count == 1
    }

    public func owe(_ key: BlobKey, to stores: Record.Holders, at now: Timestamp) async throws {
        try await write(Self.owing, [now, key, stores.rawValue])
    }

    public func owedCopies() async throws -> OwedCopies {
        let counts = try await read(SQLStatement(Self.countingOwed), within: Self.longPatience) { fields in
            try OwedCopies(
                toPrimary: fields.next { Int($0) }, toSecondary: fields.next { Int($0) }, oldest: fields.timeOrNil())
        }
        return counts.first ?? OwedCopies()
    }
}

extension PostgreSQLCatalog {
    /// Whether somebody has a claim on a live row to copy it.
    static let isBeingCopied = "state = 'live' AND lease_owner IS NOT NULL"

    /// Until $3 the row is the claimant's: an expired one stays out of sweeps until then.
    private static let claimed = """
        owed_at = $3::bigint, lease_owner = $4,
        due_at = CASE WHEN due_at IS NOT NULL THEN greatest(due_at, $3::bigint) END
        """

    /// One walk along the index of rows owed.
    static let claimingOwed = """
        UPDATE files SET \(claimed)
        WHERE key = ANY (ARRAY(
            SELECT key FROM files WHERE owed_at <= $1 ORDER BY owed_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING \(Record.columns)
        """

    static let claimingOne = """
        UPDATE files SET \(claimed)
        WHERE key = $2 AND state = 'live' AND (lease_owner IS NULL OR owed_at <= $1)
        RETURNING \(Record.columns)
        """

    static let settling = """
        UPDATE files SET lease_owner = NULL, holders = (holders | $4::bigint) & ~$5::bigint, owed = owed & ~$4::bigint,
            owed_at = CASE WHEN owed & ~$4::bigint <> 0 THEN $6::bigint END,
            owed_since = CASE WHEN owed & ~$4::bigint <> 0 THEN owed_since END,
            due_at = CASE WHEN state = 'live' THEN expires ELSE least(due_at, $1::bigint) END
        WHERE key = $2 AND lease_owner = $3 AND state <> 'reserved'
        """

    static let owing = """
        UPDATE files SET owed = owed | (holders & $3::bigint), owed_at = coalesce(owed_at, $1::bigint),
            owed_since = coalesce(owed_since, $1::bigint)
        WHERE key = $2 AND state = 'live' AND holders & $3::bigint & ~owed <> 0
        """

    static let countingOwed = """
        SELECT coalesce(sum(owed & 1), 0)::bigint, coalesce(sum(owed & 2) / 2, 0)::bigint, min(owed_since)
        FROM files WHERE owed_at IS NOT NULL
        """
}
