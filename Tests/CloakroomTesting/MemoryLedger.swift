public import CloakroomCore

/// The rows of resumable uploads in memory.
public actor MemoryLedger: UploadLedger {
    private var rows: [String: ResumableUpload] = [:]
    private var failure: CloakroomError?

    public init() {}

    /// Makes every later call throw `failure`; nil ends that.
    public func fail(with failure: CloakroomError?) { self.failure = failure }

    public var uploads: [ResumableUpload] { rows.values.sorted { $0.expires < $1.expires } }

    public func open(_ upload: ResumableUpload, atMost most: Int, at now: Timestamp) throws {
        try checkReach()
        let open = rows.values.count { $0.creator == upload.creator && $0.state == .open && now < $0.expires }
        guard open < most else { throw CloakroomError(.tooManyUploads(limit: most)) }
        guard rows[upload.id] == nil else { throw CloakroomError(.conflict) }
        rows[upload.id] = upload
    }

    public func upload(_ id: String) throws -> ResumableUpload? {
        try checkReach()
        return rows[id]
    }

    public func update(_ upload: ResumableUpload) throws -> Bool {
        try checkReach()
        guard rows[upload.id] != nil else { return false }
        rows[upload.id] = upload
        return true
    }

    public func removeUpload(_ id: String) throws {
        try checkReach()
        rows[id] = nil
    }

    public func takeExpired(at now: Timestamp, limit: Int) throws -> [ResumableUpload] {
        try checkReach()
        let taken = uploads.filter { $0.expires <= now }.prefix(max(0, limit))
        for upload in taken { rows[upload.id] = nil }
        return Array(taken)
    }

    private func checkReach() throws {
        if let failure { throw failure }
    }
}
