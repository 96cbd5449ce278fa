/// What a check looked at, and what it found.
public struct CheckReport: Hashable, Sendable {
    /// Rows in service.
    public var files = 0
    /// Rows that wait for a sweep or belong to an upload under way.
    public var pending = 0
    /// Rows in service of which a store is still owed a copy.
    public var owed = 0
    /// Blobs in both stores.
    public var blobs = 0
    /// Blobs without a row under keys that an earlier system may have made.
    public var legacy = 0
    public var findings = 0
    /// Findings that have been put right.
    public var repaired = 0

    /// Whether all is as it should be, by now.
    public var isClean: Bool { findings == repaired }
}

/// How far a check has come. First it goes through the rows, then through what the stores hold.
public struct CheckProgress: Hashable, Sendable {
    public enum Stage: String, Sendable { case files, blobs }

    public let stage: Stage
    public let done: Int
    /// As many as are expected; there may be more.
    public let total: Int
}
