/// The copies that are owed to a store: of files that fell to the other one, that are kept in both, or that a reader missed
/// in one of them. The queue lies in the catalog's rows, so it survives whatever they survive, and nodes share it.
///
/// Every call is one transaction, durable when it returns, and throws `.unavailable` when the catalog cannot be reached.
public protocol CopyQueue: Sendable {
    /// Claims up to `limit` live rows of which a copy is owed and may be made now, the longest waiting first, for whoever
    /// `lease` names: until it ends nobody else gets them, and no sweep does, whatever becomes of them. The cost follows
    /// the number of rows returned.
    func owed(at now: Timestamp, limit: Int, lease: Record.Lease) async throws -> [Record]

    /// Claims one row in the same way, whether or not a copy of it is owed.
    /// - Returns: nil when the row is not live, or somebody else has a claim on it.
    func claim(_ key: BlobKey, at now: Timestamp, lease: Record.Lease) async throws -> Record?

    /// Ends the claim that `owner` has on a row. It is held by the stores that `gained` a copy, which are owed none any
    /// more, and no longer by those that `lost` theirs. What is still owed may be made from `again` on; a row that was
    /// retired meanwhile is due at once.
    /// - Returns: false when there was no such claim (any more), and nothing was changed.
    @discardableResult
    func settle(
        _ key: BlobKey, gained: Record.Holders, lost: Record.Holders, again: Timestamp, by owner: String,
        at now: Timestamp
    ) async throws -> Bool

    /// Notes that `stores` lack a good copy of a live row that they should hold. Whoever notes that twice changes nothing.
    func owe(_ key: BlobKey, to stores: Record.Holders, at now: Timestamp) async throws

    /// What is owed, claimed or not. The cost follows the number of rows.
    func owedCopies() async throws -> OwedCopies
}

/// How many copies are owed.
public struct OwedCopies: Hashable, Sendable {
    public var toPrimary: Int
    public var toSecondary: Int
    /// Since when the oldest of them is owed.
    public var oldest: Timestamp?

    public init(toPrimary: Int = 0, toSecondary: Int = 0, oldest: Timestamp? = nil) {
        self.toPrimary = toPrimary
        self.toSecondary = toSecondary
        self.oldest = oldest
    }
}
