/// A store that can tell with which label a blob came.
public protocol BlobLabelling: Sendable {
    /// What ``BlobStore/stat(_:)`` tells, and the label; without one where the blob had none, the store could not keep it, or
    /// what is there in its place makes no sense.
    func describe(_ key: BlobKey) async throws -> BlobDescription?
}

public struct BlobDescription: Hashable, Sendable {
    public let stat: BlobStat
    public let label: BlobLabel?

    public init(stat: BlobStat, label: BlobLabel?) {
        self.stat = stat
        self.label = label
    }
}
