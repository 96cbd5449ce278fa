/// What a rebuild did.
public struct RebuildReport: Hashable, Sendable {
    /// Blobs in both stores.
    public var blobs = 0
    /// Files that have got a row.
    public var restored = 0
    /// Those of them that had no label.
    public var unlabelled = 0
    /// Those of them that have expired already, for the next sweep.
    public var expired = 0
    /// Files that had a row.
    public var known = 0
    /// Blobs under keys that an earlier system may have made; they need no row.
    public var legacy = 0
    /// Files that have not got a row, for one of the reasons that were told.
    public var refused = 0
    /// Files restored, by project.
    public var projects: [HexID: Int] = [:]

    public init() {}
}

/// Something about a file's rebuilding that a person should know.
public struct RebuildRemark: Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// Restored from its key and bytes.
        case unlabelled
        /// Restored as primary tells: the stores have different labels, or copies of different size.
        case conflict
        /// Restored without its thumbnail, of which there is no good copy.
        case thumbnailLost = "thumbnail-lost"
        /// Not restored: no copy is what its label says, or the label itself cannot be read.
        case damaged
        /// Not restored: there is no label, and the bytes are not what the name says.
        case unverified
        /// Not restored: there is no label, and the key does not tell whose file it is.
        case unknown
        /// Not restored: a store cannot say.
        case unreadable
    }

    public let reason: Reason
    public let key: BlobKey
    /// What a store said; may be empty.
    public let detail: String

    init(_ reason: Reason, _ key: BlobKey, _ detail: String = "") {
        self.reason = reason
        self.key = key
        self.detail = detail
    }
}
