/// How much may be kept at a time; nil for no limit.
public struct Quota: Hashable, Sendable {
    /// Thumbnails included, counted once however many stores hold them.
    public var bytes: Int64?
    public var files: Int64?

    public init(bytes: Int64? = nil, files: Int64? = nil) {
        self.bytes = bytes
        self.files = files
    }

    /// - Throws: `.overQuota` when `usage` and `more` together are too much.
    public func check(_ usage: Usage, adding more: Usage, of holder: QuotaExcess.Holder) throws(CloakroomError) {
        try Self.check(usage.files, more.files, files, .files, holder)
        try Self.check(usage.bytes, more.bytes, bytes, .bytes, holder)
    }

    private static func check(
        _ used: Int64, _ more: Int64, _ limit: Int64?, _ unit: QuotaExcess.Unit, _ holder: QuotaExcess.Holder
    ) throws(CloakroomError) {
        guard let limit else { return }
        let (sum, overflow) = used.addingReportingOverflow(more)
        guard overflow || sum > limit else { return }
        throw CloakroomError(.overQuota(QuotaExcess(holder: holder, unit: unit, used: used, limit: limit)))
    }
}

/// The quotas that hold for one upload.
public struct Quotas: Hashable, Sendable {
    public var project: Quota
    /// Of whoever sends it, in this project.
    public var sender: Quota

    public init(project: Quota = Quota(), sender: Quota = Quota()) {
        self.project = project
        self.sender = sender
    }

    public static let none = Quotas()
}

/// What is kept: files that are reserved or live.
public struct Usage: Hashable, Sendable {
    public var files: Int64
    public var bytes: Int64

    public init(files: Int64 = 0, bytes: Int64 = 0) {
        self.files = files
        self.bytes = bytes
    }

    /// One record's part.
    public init(_ record: Record) {
        self.init(files: 1, bytes: record.weight)
    }
}

/// Which quota an upload would have passed.
public struct QuotaExcess: Hashable, Sendable {
    public enum Holder: String, Sendable { case project, sender }
    public enum Unit: String, Sendable { case bytes, files }

    public let holder: Holder
    public let unit: Unit
    /// Without the upload.
    public let used: Int64
    public let limit: Int64

    public init(holder: Holder, unit: Unit, used: Int64, limit: Int64) {
        self.holder = holder
        self.unit = unit
        self.used = used
        self.limit = limit
    }
}
