internal import CloakroomCrypto

/// What is granted to uploads that come in parts.
public struct ResumableLimits: Sendable {
    /// Seconds that one lives on when nothing more comes; a complete one is remembered for as long.
    public var lifetime: Int64 = 86_400
    /// Unfinished ones of one principal.
    public var perPrincipal = 64

    public init() {}
}

/// Receives files over several requests: a row in the catalog and a file in the spool until all is there, then a file like
/// any other. One request at a time is at an upload; a newer one of the same sender takes it over.
public struct ResumableUploads: Sendable {
    public let cloakroom: Cloakroom
    public let limits: ResumableLimits
    let ledger: any UploadLedger
    let parts: any PartSpool
    let line = WriterLine()

    public init(
        _ cloakroom: Cloakroom, ledger: any UploadLedger, parts: any PartSpool, limits: ResumableLimits = .init()
    ) {
        self.cloakroom = cloakroom
        self.ledger = ledger
        self.parts = parts
        self.limits = limits
    }

    /// Begins an upload for whoever was found to be allowed to send `deposit`.
    /// - Throws: `.extensionNotAllowed`, `.tooLarge`, `.tooManyUploads`.
    public func open(_ draft: UploadDraft, as deposit: Deposit, by creator: Principal) async throws -> ResumableUpload {
        try deposit.checkExtension()
        let most = cloakroom.limits.uploadBytes
        guard draft.length ?? 0 <= most else { throw CloakroomError(.tooLarge(limit: most)) }
        let now = cloakroom.now
        let upload = ResumableUpload(
            id: SecureRandom.hex(16), creator: creator.ownerTag, project: draft.project, target: draft.target,
            detail: draft.detail, name: draft.name, type: draft.type, metadata: draft.metadata, length: draft.length,
            created: now, expires: now.adding(seconds: limits.lifetime))
        try await ledger.open(upload, atMost: limits.perPrincipal, at: now)
        do {
            try await parts.begin(upload.id)
        } catch {
            try? await ledger.removeUpload(upload.id)
            throw error
        }
        Meters.resumable(.opened)
        return upload
    }

    /// Has `work` done with an upload while nobody else is at it.
    /// - Parameter oust: called when a newer request of the same sender wants to take over: `work` should end soon.
    /// - Throws: `.uploadNotFound` for what is not there, expired, or somebody else's; `.superseded`.
    public func with<Result: Sendable>(
        _ id: String, of principal: Principal, in project: HexID, oust: @escaping @Sendable () -> Void,
        work: (inout UploadTurn) async throws -> Result
    ) async throws -> Result {
        // Nobody is ousted by somebody who may not.
        _ = try await find(id, principal, project)
        try await line.enter(id, oust: oust)
        defer { line.leave(id) }
        let upload = try await find(id, principal, project)
        var turn = UploadTurn(upload, offset: try await offset(of: upload), self)
        return try await work(&turn)
    }

    private func find(_ id: String, _ principal: Principal, _ project: HexID) async throws -> ResumableUpload {
        guard ResumableUpload.isID(id), let upload = try await ledger.upload(id), upload.project == project,
            upload.belongs(to: principal), cloakroom.now < upload.expires
        else { throw CloakroomError(.uploadNotFound) }
        return upload
    }

    private func offset(of upload: ResumableUpload) async throws -> Int64 {
        if upload.state == .complete { return upload.length ?? 0 }
        do {
            return try await parts.length(of: upload.id)
        } catch let error as CloakroomError where error.kind == .blobMissing {
            throw CloakroomError(.uploadNotFound, "the spool has lost upload \(upload.id)")
        }
    }
}

/// What a client tells of a file before it sends it in parts.
public struct UploadDraft: Sendable {
    public var project: HexID
    public var target: String
    public var detail: String
    public var name: String
    public var type: String?
    public var metadata: String?
    public var length: Int64?

    public init(
        project: HexID, target: String, detail: String, name: String, type: String?, metadata: String? = nil,
        length: Int64?
    ) {
        self.project = project
        self.target = target
        self.detail = detail
        self.name = name
        self.type = type
        self.metadata = metadata
        self.length = length
    }
}
