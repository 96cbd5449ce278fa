public import NIOCore

/// Keeps blobs under keys. An object store or a folder; what it holds is in the catalog, not here.
///
/// No call waits for ever: one that gets no answer from the disk or network in good time throws `.unavailable`, and what
/// it began has no effect that ``erase(_:)`` would not undo. How long `sink` takes does not count.
public protocol BlobStore: Sendable {
    /// Makes the spooled bytes readable under `key`. Nobody sees the key before the last byte is durable, and after the
    /// call the blob survives power loss. A key is used once.
    /// - Throws: `.conflict` when the key is taken, `.noSpace` when the store is full, `.spoolLost` when the spooled bytes
    ///   themselves could not be made durable, `.unavailable` for the rest.
    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws

    /// Does as ``adopt(_:as:)``, but in place of what may lie under `key`: bytes that are damaged, or that nobody knows to be
    /// durable. A reader sees the old bytes or the new ones.
    func replace(_ spool: SpoolFile, as key: BlobKey) async throws

    /// Streams `span` of the blob, in order, into `sink`; `sink` paces the reading. Ends early only by throwing.
    /// - Throws: `.blobMissing` only when the blob is truly absent, `.blobUnreadable` when it is there but shorter than the
    ///   span or damaged, `.unavailable` for the rest, and whatever `sink` throws.
    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws

    /// The size in bytes and the time of last change, for legacy files; nil when there is no such blob.
    func stat(_ key: BlobKey) async throws -> BlobStat?

    /// Erases what is there, durably; erasing what is not there succeeds, for sweeps repeat after crashes.
    /// - Returns: the keys that may still have bytes, each with the reason.
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error]

    /// The bytes that may still be added; `.max` where nobody can tell, zero or less when the store is full.
    /// - Throws: `.unavailable` when nothing can be added, whatever its size.
    func room() async throws -> Int64
}

extension BlobStore {
    public func room() async throws -> Int64 { .max }
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
