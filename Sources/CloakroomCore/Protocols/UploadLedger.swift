/// The catalog's rows of resumable uploads. The row comes before the file in the spool and outlives it.
///
/// Every call is one transaction, durable when it returns, and throws `.unavailable` when the catalog cannot be reached.
public protocol UploadLedger: Sendable {
    /// Writes the row of a new upload, unless its creator has `most` open ones that have not expired at `now`.
    /// - Throws: `.tooManyUploads`; `.conflict` when the id is taken.
    func open(_ upload: ResumableUpload, atMost most: Int, at now: Timestamp) async throws

    /// The row, expired or not.
    func upload(_ id: String) async throws -> ResumableUpload?

    /// Writes state, length, expiry and result of a row that is there.
    /// - Returns: false when it is not.
    func update(_ upload: ResumableUpload) async throws -> Bool

    /// Removes a row; removing what is not there succeeds.
    func removeUpload(_ id: String) async throws

    /// Removes up to `limit` rows that have expired at `now`, the oldest first, and returns them. The cost follows the number
    /// returned.
    func takeExpired(at now: Timestamp, limit: Int) async throws -> [ResumableUpload]
}
