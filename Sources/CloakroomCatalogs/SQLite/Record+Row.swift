internal import CloakroomCore
internal import CloakroomCrypto
internal import Foundation
internal import GRDB

/// A record is a row of `files`, column by column in the order of `columns`.
extension CloakroomCore.Record {
    static let columns = newColumns + ", owed, owed_since"

    /// Those of a row that comes in: nobody is owed a copy of it yet.
    static let newColumns = """
        key, path, kind, state, project, owner, name, size, digest, content_type, created, expires, holders, \
        thumbnail_key, thumbnail_size, thumbnail_digest, thumbnail_type, lease_owner, due_at
        """

    init(_ fields: inout RowFields) throws {
        let key = try fields.next { BlobKey($0 as String) }
        try self.init(
            key: key, path: fields.nextOrNil() ?? key.text, kind: fields.next { Kind(rawValue: $0) },
            state: fields.next { State(rawValue: $0) }, project: fields.nextOrNil { HexID($0 as String) },
            owner: fields.next(), name: fields.next(), size: fields.next(), digest: fields.digest(),
            contentType: fields.next(), created: fields.next { Timestamp(milliseconds: $0) },
            expires: fields.nextOrNil { Timestamp(milliseconds: $0) }, holders: fields.next { Holders(rawValue: $0) },
            thumbnail: Thumbnail(&fields), lease: Lease(&fields))
        // Whoever copies a live row or sweeps a retired one has a claim, which is no lease on the record.
        if state != .reserved { lease = nil }
        debt = try Debt(&fields)
    }

    /// The values of a new row in `state` that is due at `due`.
    func values(_ state: State, leasedBy lessee: String?, due: Timestamp?) -> [(any DatabaseValueConvertible)?] {
        [
            key.text, hasPathOfItsOwn ? path : nil, kind.rawValue, state.rawValue, project?.text, owner, name, size,
            Data(digest.bytes), contentType, created.milliseconds, expires?.milliseconds, holders.rawValue,
            thumbnail?.key.text, thumbnail?.size, thumbnail.map { Data($0.digest.bytes) }, thumbnail?.contentType,
            lessee, due?.milliseconds,
        ]
    }

    /// Compared byte by byte, as SQLite does; Swift's `==` takes two Unicode forms of a text for the same.
    private var hasPathOfItsOwn: Bool { !path.utf8.elementsEqual(key.text.utf8) }
}

extension Thumbnail {
    fileprivate init?(_ fields: inout RowFields) throws {
        let key = try fields.nextOrNil { BlobKey($0 as String) }
        let size: Int64? = try fields.nextOrNil()
        let digest = try fields.nextOrNil { (stored: Data) in Digest(bytes: Array(stored)) }
        let type: String? = try fields.nextOrNil()
        guard let key, let size, let digest, let type else { return nil }
        self.init(key: key, size: size, digest: digest, contentType: type)
    }
}

extension CloakroomCore.Record.Debt {
    fileprivate init?(_ fields: inout RowFields) throws {
        let stores = try fields.next { CloakroomCore.Record.Holders(rawValue: $0) }
        let since: Int64? = try fields.nextOrNil()
        guard let since else { return nil }
        self.init(to: stores, since: Timestamp(milliseconds: since))
    }
}

extension CloakroomCore.Record.Lease {
    fileprivate init?(_ fields: inout RowFields) throws {
        let owner: String? = try fields.nextOrNil()
        let due: Int64? = try fields.nextOrNil()
        guard let owner, let due else { return nil }
        self.init(owner: owner, until: Timestamp(milliseconds: due))
    }
}
