public import CloakroomCore
public import CloakroomCrypto
internal import Foundation
internal import GRDB

extension SQLiteCatalog: AttachmentCatalog {
    public func begin(_ attachment: Attachment) async throws {
        try await write { try $0.insert(attachment) }
    }

    public func add(_ attachment: Attachment, at now: Timestamp) async throws {
        try await write { db in
            let siblings = try db.attachments(of: attachment.token)
            let isOpen = siblings.contains { $0.isOpen(at: now) && $0.isAlike(attachment) }
            guard isOpen else { throw CloakroomError(.fileNotFound, "no open upload") }
            guard siblings.count < Attachment.most else {
                throw CloakroomError(.invalid("An upload has at most \(Attachment.most) files"))
            }
            try db.insert(attachment)
        }
    }

    public func attachments(of token: Digest) async throws -> [Attachment] {
        try await read { try $0.attachments(of: token) }
    }

    public func attachment(_ id: Int64) async throws -> Attachment? {
        try await read { try $0.select(Self.fetchingAttachment, [id], Attachment.init).first }
    }

    public func consume(
        _ token: Digest, keepingUntil expires: Timestamp?, at now: Timestamp
    ) async throws -> Bool {
        try await write { db in
            let values: [(any DatabaseValueConvertible)?] = [Data(token.bytes), now.milliseconds]
            guard try db.change(Self.consuming, values) > 0 else { return false }
            try db.change(Self.keeping, values + [expires?.milliseconds])
            return true
        }
    }

    public func discard(_ token: Digest, at now: Timestamp) async throws -> Bool {
        try await write { db in
            let open = try db.attachments(of: token).filter { $0.isOpen(at: now) }
            for attachment in open {
                try db.change(Self.detaching, [attachment.id])
                try db.change(Self.retiring, [now.milliseconds, attachment.key.text])
            }
            return !open.isEmpty
        }
    }
}

extension SQLiteCatalog {
    private static let attachmentColumns = "id, token, key, project, owner, created, expires, consumed"

    static let attaching = "INSERT INTO attachments (\(attachmentColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    static let fetchingAttachment = "SELECT \(attachmentColumns) FROM attachments WHERE id = ?1"
    static let listingAttachments = "SELECT \(attachmentColumns) FROM attachments WHERE token = ?1"
    static let detaching = "DELETE FROM attachments WHERE id = ?1"
    static let consuming = """
        UPDATE attachments SET consumed = ?2 WHERE token = ?1 AND consumed IS NULL AND expires > ?2
        """

    /// A file that somebody is copying is due when that ends or later, as ``claimingOwed`` has it; else when it expires.
    static let keeping = """
        UPDATE files SET expires = ?3, due_at = CASE WHEN lease_owner IS NULL THEN ?3 ELSE max(owed_at, ?3) END
        WHERE key IN (SELECT key FROM attachments WHERE token = ?1) AND state = 'live'
            AND (expires IS NULL OR expires > ?2)
        """
}

extension Database {
    fileprivate func insert(_ attachment: Attachment) throws {
        try change(
            SQLiteCatalog.attaching,
            [
                attachment.id, Data(attachment.token.bytes), attachment.key.text, attachment.project.text,
                attachment.owner, attachment.created.milliseconds, attachment.expires.milliseconds,
                attachment.consumed?.milliseconds,
            ])
    }

    /// Sorted here: there are few, and an index in this order would serve nothing else.
    fileprivate func attachments(of token: Digest) throws -> [Attachment] {
        try select(SQLiteCatalog.listingAttachments, [Data(token.bytes)], Attachment.init)
            .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }
}

extension Attachment {
    fileprivate init(_ fields: inout RowFields) throws {
        try self.init(
            id: fields.next(), token: fields.digest(), key: fields.next { BlobKey($0 as String) },
            project: fields.next { HexID($0 as String) }, owner: fields.next(),
            created: fields.next { Timestamp(milliseconds: $0) }, expires: fields.next { Timestamp(milliseconds: $0) },
            consumed: fields.nextOrNil { Timestamp(milliseconds: $0) })
    }
}
