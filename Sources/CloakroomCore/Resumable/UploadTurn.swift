public import CloakroomCrypto

/// One request's time with an upload: nobody else touches it meanwhile.
public struct UploadTurn {
    public private(set) var upload: ResumableUpload
    /// Bytes that are there for good.
    public private(set) var offset: Int64
    private let uploads: ResumableUploads

    init(_ upload: ResumableUpload, offset: Int64, _ uploads: ResumableUploads) {
        self.upload = upload
        self.offset = offset
        self.uploads = uploads
    }

    public var isComplete: Bool { upload.state == .complete }

    /// Whether every byte is there, and only the file is still to be made of them.
    public var hasAll: Bool { !isComplete && upload.length == offset }

    /// Fixes how long the whole file is.
    /// - Throws: `.inconsistentLength` when that was fixed otherwise or is less than what is there, `.tooLarge`.
    public mutating func fix(length: Int64) async throws {
        let most = uploads.cloakroom.limits.uploadBytes
        guard length <= most else { throw CloakroomError(.tooLarge(limit: most)) }
        guard upload.length ?? length == length, length >= offset else { throw CloakroomError(.inconsistentLength) }
        guard upload.length == nil else { return }
        upload.fix(length: length)
        try await save()
    }

    /// Lets `fill` add bytes behind those that are there. What it wrote stays, whatever it throws.
    /// - Throws: `.offsetMismatch` when the client is elsewhere, `.tooLarge` for more than the announced length, and
    ///   whatever `fill` throws.
    public mutating func append(at place: Int64, fill: (any PartWriter) async throws -> Void) async throws {
        try await prepare(place)
        offset = try await sized { try await uploads.parts.append(to: upload.id, at: offset, limit: limit, fill: fill) }
    }

    /// The same, all or nothing: the bytes count only when they have this checksum.
    /// - Throws: `.checksumMismatch` too.
    public mutating func append(
        at place: Int64, checked checksum: Checksum, fill: (any SpoolWriter) async throws -> Void
    ) async throws {
        try await prepare(place)
        let tally = ChecksumTally(checksum)
        offset = try await sized {
            try await uploads.cloakroom.spool.withFile(limit: limit - offset) { writer in
                try await fill(TallyingWriter(writer: writer, tally: tally))
            } use: { file in
                guard tally.isRight else { throw CloakroomError(.checksumMismatch) }
                return try await uploads.parts.append(file, to: upload.id, at: offset)
            }
        }
    }

    /// Makes the file: verified whole, under the rights that its sender has now. Complete uploads keep the file they made.
    ///
    /// What is refused for good leaves nothing behind; after any other failure it can be tried again.
    /// - Parameter authorise: tells as what the file may be kept.
    public mutating func complete(_ authorise: () async throws -> Deposit) async throws -> Record {
        if isComplete {
            guard let record = try await record() else { throw CloakroomError(.uploadNotFound, "the file is gone") }
            return record
        }
        try await giveUpEarlierFile()
        do {
            let record = try await keep(try await authorise())
            try await finish()
            return record
        } catch let error as CloakroomError where error.kind.isFinal {
            try? await discard()
            throw error
        }
    }

    /// The file that was made of the upload, as long as it can be read.
    public func record() async throws -> Record? {
        guard let result = upload.result,
            let record = try await uploads.cloakroom.catalog.find(path: result.path), record.key == result.key
        else { return nil }
        return record.isServed(at: uploads.cloakroom.now) ? record : nil
    }

    /// Forgets the upload and what has come of it. A file that was made of it stays.
    public func discard() async throws {
        try await uploads.parts.discard(upload.id)
        try await uploads.ledger.removeUpload(upload.id)
        Meters.resumable(.discarded)
    }

    /// Bytes that may still come.
    public var room: Int64 { max(0, limit - offset) }

    // MARK: Steps

    private var limit: Int64 { upload.length ?? uploads.cloakroom.limits.uploadBytes }

    private mutating func prepare(_ place: Int64) async throws {
        guard place == offset else { throw CloakroomError(.offsetMismatch(expected: offset)) }
        try await save()
    }

    /// What is too much is told with the length of the whole, not of the rest.
    private func sized(_ append: () async throws -> Int64) async throws -> Int64 {
        do {
            return try await append()
        } catch let error as CloakroomError {
            guard case .tooLarge = error.kind else { throw error }
            throw CloakroomError(.tooLarge(limit: limit))
        }
    }

    /// What an earlier try may have made, whose end nobody was told of. It is not taken for the file: where its commit was
    /// not answered, a sweep of this or another process may be about to give it up.
    private func giveUpEarlierFile() async throws {
        guard let earlier = upload.result else { return }
        _ = try await uploads.cloakroom.catalog.retire(earlier.key, at: uploads.cloakroom.now)
    }

    private mutating func keep(_ deposit: Deposit) async throws -> Record {
        let cloakroom = uploads.cloakroom
        let most = cloakroom.limits.uploadBytes
        guard offset <= most else { throw CloakroomError(.tooLarge(limit: most)) }
        upload.begin(try deposit.result)
        try await save()
        return try await uploads.parts.withFile(upload.id) { try await cloakroom.receive($0, as: deposit) }
    }

    /// The row first: with it, the bytes are only a leftover.
    private mutating func finish() async throws {
        upload.complete(length: offset)
        try await save()
        try? await uploads.parts.discard(upload.id)
        Meters.resumable(.completed)
    }

    /// Every sign of life gives the upload its whole time again.
    private mutating func save() async throws {
        upload.prolong(until: uploads.cloakroom.now.adding(seconds: uploads.limits.lifetime))
        guard try await uploads.ledger.update(upload) else { throw CloakroomError(.uploadNotFound) }
    }
}

extension Deposit {
    fileprivate var result: ResumableUpload.Result {
        get throws {
            guard let key = BlobKey(key) else { throw CloakroomError(.invalid("Invalid file name"), key) }
            return .init(key: key, path: path)
        }
    }
}

extension CloakroomError.Kind {
    /// Whether another try with the same bytes would end the same way.
    var isFinal: Bool {
        switch self {
        case .extensionNotAllowed, .contentMismatch, .contentUnverifiable, .tooLarge, .invalid, .forbidden, .notMember,
            .roleTooLow, .projectNotFound, .botNotFound, .notInBotsProject, .botRoleTooLow, .fileNotFound:
            true
        default: false
        }
    }
}
