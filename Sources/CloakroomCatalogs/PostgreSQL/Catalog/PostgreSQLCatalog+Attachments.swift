public import CloakroomCore
public import CloakroomCrypto

extension PostgreSQLCatalog: AttachmentCatalog {
    public func begin(_ attachment: Attachment) async throws {
        guard try await write(Self.attaching, attachment.sqlValues).count == 1 else { throw attachment.taken }
    }

    public func add(_ attachment: Attachment, at now: Timestamp) async throws {
        let answers = try await write([
            SQLStatement(waitingFor: Self.turn(of: attachment.token)),
            SQLStatement(Self.adding, attachment.sqlValues + [now, Attachment.most]),
        ])
        let outcomes = try answers.last?.decoded { fields in
            try (isOpen: fields.text() == "t", siblings: fields.integer(), isIn: fields.text() == "t")
        }
        guard let outcome = outcomes?.first, !outcome.isIn else { return }
        guard outcome.isOpen else { throw CloakroomError(.fileNotFound, "no open upload") }
        guard outcome.siblings < Attachment.most else {
            throw CloakroomError(.invalid("An upload has at most \(Attachment.most) files"))
        }
        throw attachment.taken
    }

    public func attachments(of token: Digest) async throws -> [Attachment] {
        try await read(SQLStatement(Self.listingAttachments, [token]), Attachment.init)
    }

    public func attachment(_ id: Int64) async throws -> Attachment? {
        try await read(SQLStatement(Self.fetchingAttachment, [id]), Attachment.init).first
    }

    public func consume(_ token: Digest, keepingUntil expires: Timestamp?, at now: Timestamp) async throws -> Bool {
        let answers = try await write([
            SQLStatement(waitingFor: Self.turn(of: token)), SQLStatement(Self.consuming, [token, now, expires]),
        ])
        return answers.last?.isTrue ?? false
    }

    public func discard(_ token: Digest, at now: Timestamp) async throws -> Bool {
        let answers = try await write([
            SQLStatement(waitingFor: Self.turn(of: token)), SQLStatement(Self.retiringAttached, [now, token]),
            SQLStatement(Self.detaching, [now, token]),
        ])
        return (answers.last?.count ?? 0) > 0
    }
}

extension PostgreSQLCatalog {
    /// Of those who change an upload one after the other looks whether it is open.
    private static func turn(of token: Digest) -> String { "token \(token.hex)" }

    static let attaching = """
        INSERT INTO attachments (\(Attachment.columns))
        SELECT $1::bigint, $2::bytea, key, $4, $5, $6::bigint, $7::bigint, $8::bigint FROM files WHERE key = $3
        ON CONFLICT DO NOTHING
        """

    /// The row's values, now, and the most files that an upload has. Answers whether it is open for them, how many it has,
    /// and whether the row is in.
    static let adding = """
        WITH siblings AS (
            SELECT count(*) AS number,
                count(*) FILTER (
                    WHERE consumed IS NULL AND expires > $9::bigint AND project = $4 AND owner = $5) > 0 AS is_open
            FROM attachments WHERE token = $2::bytea),
        added AS (
            INSERT INTO attachments (\(Attachment.columns))
            SELECT $1::bigint, $2::bytea, key, $4, $5, $6::bigint, $7::bigint, $8::bigint
            FROM files, siblings WHERE key = $3 AND is_open AND number < $10::bigint
            ON CONFLICT DO NOTHING RETURNING 1)
        SELECT is_open, number, EXISTS (SELECT FROM added) FROM siblings
        """

    static let listingAttachments =
        "SELECT \(Attachment.columns) FROM attachments WHERE token = $1 ORDER BY created, id"
    static let fetchingAttachment = "SELECT \(Attachment.columns) FROM attachments WHERE id = $1"

    /// Closes an upload, and tells every process that has one of its files in mind how long that lives now. One that somebody
    /// is copying is due when that ends, or later.
    static let consuming = """
        WITH closed AS (
            UPDATE attachments SET consumed = $2::bigint
            WHERE token = $1 AND consumed IS NULL AND expires > $2::bigint RETURNING key),
        kept AS (
            UPDATE files SET expires = $3::bigint,
                due_at = CASE WHEN $3::bigint IS NOT NULL AND \(isBeingCopied) THEN greatest(owed_at, $3::bigint)
                    ELSE $3::bigint END
            WHERE key IN (SELECT key FROM closed) AND state = 'live' AND (expires IS NULL OR expires > $2::bigint)
            RETURNING coalesce(path, key) AS path),
        told AS (SELECT pg_notify('cloakroom', path) FROM kept)
        SELECT EXISTS (SELECT FROM closed), count(*) FROM told
        """

    static let retiringAttached = """
        WITH \(retiring("""
            key IN (SELECT key FROM attachments WHERE token = $2 AND consumed IS NULL AND expires > $1::bigint)
            AND state <> 'retired'
            """))
        """
    static let detaching = "DELETE FROM attachments WHERE token = $2 AND consumed IS NULL AND expires > $1::bigint"
}

/// An attachment is a row of `attachments`, column by column in the order of `columns`.
extension Attachment {
    fileprivate static let columns = "id, token, key, project, owner, created, expires, consumed"

    fileprivate init(_ fields: inout SQLFields) throws {
        try self.init(
            id: fields.integer(), token: fields.digest(), key: fields.next { BlobKey($0) },
            project: fields.next { HexID($0) }, owner: fields.text(),
            created: Timestamp(milliseconds: fields.integer()), expires: Timestamp(milliseconds: fields.integer()),
            consumed: fields.timeOrNil())
    }

    fileprivate var sqlValues: [(any SQLValue)?] {
        [id, token, key, project, owner, created, expires, consumed]
    }

    fileprivate var taken: CloakroomError {
        CloakroomError(.conflict, "attachment \(id) or \(key) is there already, or the file has no row")
    }
}
