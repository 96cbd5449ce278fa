/// The records of all files. The row comes before the blob and outlives it, so a crash leaves only rows that a sweep
/// knows how to finish. Every call is one transaction; when it returns, what it wrote survives power loss.
///
/// Every method throws `.unavailable` when the catalog cannot be reached or is locked. What it was to write was not written
/// then, unless the connection was lost in the middle of the commit: whoever began it must be ready for either.
public protocol Catalog: CopyQueue {
    /// Writes a new row in state `reserved`, with a lease.
    /// - Throws: `.conflict` when the key has a row already.
    func reserve(_ record: Record) async throws

    /// The same, unless the record's project or, within it, its owner would keep more than `quotas` allow. What is reserved
    /// or live counts, except what has expired at `now`; so of many who reserve at once no one too many gets through.
    /// The cost follows neither the number of rows nor what is kept.
    /// - Throws: `.overQuota`; `.conflict`.
    func reserve(_ record: Record, within quotas: Quotas, at now: Timestamp) async throws

    /// What counts for a project's quota at `now`, of all its senders or of one. Records without a project count nowhere.
    func usage(of project: HexID, by owner: String?, at now: Timestamp) async throws -> Usage

    /// The commit point: the reserved row becomes live, held by `holders`, and whatever else was live under the same path
    /// is retired in the same transaction, its bytes due at once. Copies that are owed to `creditors` may be made from `now` on.
    /// - Throws: `.conflict` when the row is no longer reserved (a sweep took it for abandoned).
    func publish(
        _ key: BlobKey, heldBy holders: Record.Holders, owedTo creditors: Record.Holders, at now: Timestamp
    ) async throws

    /// The row with this path: the live one if there is one, else any other (it tells that the path is no legacy file's).
    func find(path: String) async throws -> Record?

    /// Takes a row out of service (`reserved` or `live` to `retired`), its bytes due at once; those of a row that is being
    /// copied when that ends.
    /// - Returns: false when there was no such row.
    func retire(_ key: BlobKey, at now: Timestamp) async throws -> Bool

    /// Writes a retired row for a file that had none (a legacy file): its tombstone. Burying twice is no error.
    /// - Throws: `.conflict` when the key has a row in service.
    func bury(_ tombstone: Record, at now: Timestamp) async throws

    /// Claims up to `limit` rows whose bytes must go: expired, retired, or reserved with a lease that has ended. The rows
    /// are retired by the call, and nobody gets them again within `claim` seconds, so sweepers share the work, and what
    /// one could not erase comes back later; at once when `owner`, who claims them, has died (``endLeases(of:at:)``).
    /// The cost follows the number of rows returned, not the number of rows.
    func due(at now: Timestamp, limit: Int, claim seconds: Int64, by owner: String) async throws -> [Record]

    /// What ``due(at:limit:claim:by:)`` would find now, claimed rows not counted.
    func backlog(at now: Timestamp) async throws -> Backlog

    /// Ends the leases of all rows reserved, and the claims on all rows swept or copied, by a process that has died.
    func endLeases(of owner: String, at now: Timestamp) async throws

    /// Removes retired rows whose bytes are gone everywhere; rows in another state stay.
    func forget(_ keys: [BlobKey]) async throws

    /// Succeeds when the catalog can be written to now. What it throws tells its ``Condition``.
    func probe() async throws
}

/// Files that wait for a sweep.
public struct Backlog: Hashable, Sendable {
    public var files: Int
    /// Bytes, thumbnails included, counted once however many stores hold them.
    public var bytes: Int64
    /// Since when the oldest of them is due.
    public var oldest: Timestamp?

    public init(files: Int = 0, bytes: Int64 = 0, oldest: Timestamp? = nil) {
        self.files = files
        self.bytes = bytes
        self.oldest = oldest
    }
}
