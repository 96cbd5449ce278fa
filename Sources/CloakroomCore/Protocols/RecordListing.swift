/// A catalog that can be read from end to end.
///
/// Every method throws `.unavailable` when the catalog cannot be reached.
public protocol RecordListing: Sendable {
    /// Up to `limit` rows in whatever state, by key, byte by byte, that come after `key`; nil begins with the first.
    func records(after key: BlobKey?, limit: Int) async throws -> [Record]

    /// The rows of those of `keys` that have one, in no order. A thumbnail's key has none of its own.
    func records(of keys: [BlobKey]) async throws -> [Record]

    /// The number of rows. Its cost follows that number.
    func count() async throws -> Int
}

extension RecordListing {
    /// The row with this key; nil when it is out of service, or has expired at `now`.
    func served(_ key: BlobKey, at now: Timestamp) async throws -> Record? {
        try await records(of: [key]).first.flatMap { $0.isServed(at: now) ? $0 : nil }
    }
}
