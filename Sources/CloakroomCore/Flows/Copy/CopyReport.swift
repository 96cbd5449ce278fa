/// What a copy between stores did.
public struct CopyReport: Hashable, Sendable {
    /// Blobs that were copied, and their bytes.
    public var copied = 0
    public var bytes: Int64 = 0
    /// Blobs that the destination had already.
    public var present = 0
    /// Blobs that the source has no longer, for they are in the destination.
    public var moved = 0
    /// Blobs that were deleted, or left the source, before they were copied; nothing of them stays in the destination.
    public var gone = 0
    /// Blobs that wait for a sweep, or belong to an upload under way.
    public var pending = 0
    public var failed = 0

    /// Blobs of the source that were dealt with.
    public var done: Int { copied + present + gone + pending + failed }

    static func + (left: CopyReport, right: CopyReport) -> CopyReport {
        var sum = left
        sum.copied += right.copied
        sum.bytes &+= right.bytes
        sum.present += right.present
        sum.moved += right.moved
        sum.gone += right.gone
        sum.pending += right.pending
        sum.failed += right.failed
        return sum
    }
}

/// A blob that could not be copied. It is in the source as before.
public struct CopyFailure: Sendable {
    public let key: BlobKey
    public let error: CloakroomError

    init(_ key: BlobKey, _ error: any Error) {
        self.key = key
        self.error = (error as? CloakroomError) ?? CloakroomError(.unavailable, cause: error)
    }
}
