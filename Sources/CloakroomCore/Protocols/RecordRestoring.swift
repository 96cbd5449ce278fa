/// A catalog that can be written anew from what the stores tell.
public protocol RecordRestoring: Sendable {
    /// Writes live rows for those of `records` whose keys have none, held by the holders that they name. Rows that are
    /// there stay as they are; only of avatars with one path the newest is live, and each other one is retired, its bytes
    /// due at once. Later repetitions change nothing. All of it is one transaction, durable when the call returns.
    /// - Returns: the keys that have got a row.
    /// - Throws: `.unavailable`, when nothing was changed.
    func restore(_ records: [Record], at now: Timestamp) async throws -> [BlobKey]
}
