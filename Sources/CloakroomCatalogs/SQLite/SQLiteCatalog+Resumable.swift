public import CloakroomCore
internal import GRDB

extension SQLiteCatalog: UploadLedger {
    public func open(_ upload: ResumableUpload, atMost most: Int, at now: Timestamp) async throws {
        try await write { db in
            let open = try db.select(Self.countingUploads, [upload.creator, now.milliseconds]) { try $0.next(Int.self) }
            guard open.first ?? 0 < most else { throw CloakroomError(.tooManyUploads(limit: most), upload.creator) }
            try db.change(Self.openingUpload, upload.values)
        }
    }

    public func upload(_ id: String) async throws -> ResumableUpload? {
        try await read { try $0.select(Self.findingUpload, [id], ResumableUpload.init).first }
    }

    public func update(_ upload: ResumableUpload) async throws -> Bool {
        try await write { db in
            let values: [(any DatabaseValueConvertible)?] = [
                upload.id, upload.state.rawValue, upload.length, upload.expires.milliseconds, upload.result?.key.text,
                upload.result?.path,
            ]
            return try db.change(Self.updatingUpload, values) == 1
        }
    }

    public func removeUpload(_ id: String) async throws {
        try await write { _ = try $0.change(Self.removingUpload, [id]) }
    }

    public func takeExpired(at now: Timestamp, limit: Int) async throws -> [ResumableUpload] {
        try await write { try $0.select(Self.takingExpired, [now.milliseconds, max(0, limit)], ResumableUpload.init) }
            .sorted { $0.expires < $1.expires }
    }
}

extension SQLiteCatalog {
    static let countingUploads = """
        SELECT count(*) FROM resumable_uploads WHERE creator = ?1 AND state = 'open' AND expires > ?2
        """

    static let takingExpired = """
        DELETE FROM resumable_uploads
        WHERE id IN (SELECT id FROM resumable_uploads WHERE expires <= ?1 ORDER BY expires LIMIT ?2)
        RETURNING \(ResumableUpload.columns)
        """

    fileprivate static let openingUpload = """
        INSERT INTO resumable_uploads (\(ResumableUpload.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    fileprivate static let findingUpload = "SELECT \(ResumableUpload.columns) FROM resumable_uploads WHERE id = ?1"
    fileprivate static let updatingUpload = """
        UPDATE resumable_uploads SET state = ?2, length = ?3, expires = ?4, result_key = ?5, result_path = ?6
        WHERE id = ?1
        """
    fileprivate static let removingUpload = "DELETE FROM resumable_uploads WHERE id = ?1"
}

/// An upload is a row of `resumable_uploads`, column by column in the order of `columns`.
extension ResumableUpload {
    fileprivate static let columns = """
        id, state, creator, project, target, detail, name, type, metadata, length, created, expires, result_key, \
        result_path
        """

    fileprivate init(_ fields: inout RowFields) throws {
        try self.init(
            id: fields.next(), state: fields.next { State(rawValue: $0) }, creator: fields.next(),
            project: fields.next { HexID($0 as String) }, target: fields.next(), detail: fields.next(),
            name: fields.next(), type: fields.nextOrNil(), metadata: fields.nextOrNil(), length: fields.nextOrNil(),
            created: fields.next { Timestamp(milliseconds: $0) }, expires: fields.next { Timestamp(milliseconds: $0) },
            result: Result(&fields))
    }

    fileprivate var values: [(any DatabaseValueConvertible)?] {
        [
            id, state.rawValue, creator, project.text, target, detail, name, type, metadata, length,
            created.milliseconds, expires.milliseconds, result?.key.text, result?.path,
        ]
    }
}

extension ResumableUpload.Result {
    fileprivate init?(_ fields: inout RowFields) throws {
        let key = try fields.nextOrNil { BlobKey($0 as String) }
        let path: String? = try fields.nextOrNil()
        guard let key, let path else { return nil }
        self.init(key: key, path: path)
    }
}
