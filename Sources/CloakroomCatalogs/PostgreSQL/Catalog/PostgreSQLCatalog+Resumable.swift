public import CloakroomCore

extension PostgreSQLCatalog: UploadLedger {
    public func open(_ upload: ResumableUpload, atMost most: Int, at now: Timestamp) async throws {
        let answers = try await write([
            SQLStatement(waitingFor: Self.turn(of: upload.creator)),
            SQLStatement(Self.openingUpload, upload.sqlValues + [now, most]),
        ])
        let outcomes = try answers.last?.decoded { try (open: $0.integer(), isIn: $0.text() == "t") }
        guard let outcome = outcomes?.first, !outcome.isIn else { return }
        guard outcome.open < most else { throw CloakroomError(.tooManyUploads(limit: most), upload.creator) }
        throw CloakroomError(.conflict, "the id of an upload is taken")
    }

    public func upload(_ id: String) async throws -> ResumableUpload? {
        try await read(SQLStatement(Self.findingUpload, [id]), ResumableUpload.init).first
    }

    public func update(_ upload: ResumableUpload) async throws -> Bool {
        let values: [(any SQLValue)?] = [
            upload.id, upload.state.rawValue, upload.length, upload.expires, upload.result?.key, upload.result?.path,
        ]
        return try await write(Self.updatingUpload, values).count == 1
    }

    public func removeUpload(_ id: String) async throws {
        try await write("DELETE FROM resumable_uploads WHERE id = $1", [id])
    }

    public func takeExpired(at now: Timestamp, limit: Int) async throws -> [ResumableUpload] {
        try await write([SQLStatement(Self.takingExpired, [now, max(0, limit)], isKept: false)])
            .flatMap { try $0.decoded(ResumableUpload.init) }
            .sorted { $0.expires < $1.expires }
    }
}

extension PostgreSQLCatalog {
    /// Of one creator's uploads one after the other is counted.
    private static func turn(of creator: String) -> String { "upload \(creator)" }

    /// The row's values, now, and the most that may be open.
    private static let openingUpload = """
        WITH open AS (
            SELECT count(*) AS number FROM resumable_uploads
            WHERE creator = $3 AND state = 'open' AND expires > $15::bigint),
        kept AS (
            INSERT INTO resumable_uploads (\(ResumableUpload.columns))
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::bigint, $13, $14 FROM open
            WHERE number < $16::bigint ON CONFLICT (id) DO NOTHING RETURNING 1)
        SELECT number, EXISTS (SELECT FROM kept) FROM open
        """

    private static let findingUpload = "SELECT \(ResumableUpload.columns) FROM resumable_uploads WHERE id = $1"

    private static let updatingUpload = """
        UPDATE resumable_uploads SET state = $2, length = $3, expires = $4, result_key = $5, result_path = $6
        WHERE id = $1
        """

    static let takingExpired = """
        DELETE FROM resumable_uploads
        WHERE id = ANY (ARRAY(
            SELECT id FROM resumable_uploads WHERE expires <= $1 ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING \(ResumableUpload.columns)
        """
}

/// An upload is a row of `resumable_uploads`, column by column in the order of `columns`.
extension ResumableUpload {
    fileprivate static let columns = """
        id, state, creator, project, target, detail, name, type, metadata, length, created, expires, result_key, \
        result_path
        """

    fileprivate init(_ fields: inout SQLFields) throws {
        try self.init(
            id: fields.text(), state: fields.next { State(rawValue: $0) }, creator: fields.text(),
            project: fields.next { HexID($0) }, target: fields.text(), detail: fields.text(), name: fields.text(),
            type: fields.textOrNil(), metadata: fields.textOrNil(), length: fields.integerOrNil(),
            created: Timestamp(milliseconds: fields.integer()), expires: Timestamp(milliseconds: fields.integer()),
            result: Result(&fields))
    }

    fileprivate var sqlValues: [(any SQLValue)?] {
        [
            id, state.rawValue, creator, project, target, detail, name, type, metadata, length, created, expires,
            result?.key, result?.path,
        ]
    }
}

extension ResumableUpload.Result {
    fileprivate init?(_ fields: inout SQLFields) throws {
        let key = try fields.nextOrNil { BlobKey($0) }
        let path = try fields.textOrNil()
        guard let key, let path else { return nil }
        self.init(key: key, path: path)
    }
}
