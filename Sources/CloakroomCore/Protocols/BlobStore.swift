public import NIOCore

/// Keeps blobs under keys. An object store or a folder; what it holds is in the catalog, not here.
public protocol BlobStore: Sendable {
    /// Makes the spooled bytes readable under `key`. Nobody sees the key before the last byte is durable, and after the
    /// call the blob survives power loss. A key is used once.
    /// - Throws: `.conflict` when the key is taken, `.noSpace` when the store is full, `.unavailable` for the rest.
    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws

    /// Streams `span` of the blob, in order, into `sink`; `sink` paces the reading. Ends early only by throwing.
    /// - Throws: `.blobMissing` only when the blob is truly absent, `.unavailable` for the rest (a blob shorter than the
    ///   span too), and whatever `sink` throws.
    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws

    /// The size in bytes and the time of last change, for legacy files; nil when there is no such blob.
    func stat(_ key: BlobKey) async throws -> BlobStat?

    /// Erases what is there, durably; erasing what is not there succeeds, for sweeps repeat after crashes.
    /// - Returns: the keys that may still have bytes, each with the reason.
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error]
}

public struct BlobStat: Hashable, Sendable {
    /// Bytes.
    public let size: Int64
    public let modified: Timestamp

    public init(size: Int64, modified: Timestamp) {
        self.size = size
        self.modified = modified
    }
}
