internal import CloakroomCore
internal import CloakroomCrypto

/// A record is a row of `files`, column by column in the order of `columns`.
extension CloakroomCore.Record {
    init(_ fields: inout SQLFields) throws {
        let key = try fields.next { BlobKey($0) }
        try self.init(
            key: key, path: fields.textOrNil() ?? key.text, kind: fields.next { Kind(rawValue: $0) },
            state: fields.next { State(rawValue: $0) }, project: fields.nextOrNil { HexID($0) },
            owner: fields.text(), name: fields.text(), size: fields.integer(), digest: fields.digest(),
            contentType: fields.text(), created: Timestamp(milliseconds: fields.integer()),
            expires: fields.timeOrNil(), holders: fields.next { Int($0).map(Holders.init(rawValue:)) },
            thumbnail: Thumbnail(&fields), lease: Lease(&fields))
        // Whoever copies a live row or sweeps a retired one has a claim, which is no lease on the record.
        if state != .reserved { lease = nil }
        debt = try Debt(&fields)
    }

    /// The values of a new row in `state` that is due at `due`.
    func sqlValues(_ state: State, leasedBy lessee: String?, due: Timestamp?) -> [(any SQLValue)?] {
        [
            key, path.utf8.elementsEqual(key.text.utf8) ? nil : path, kind.rawValue, state.rawValue, project, owner,
            name, size, digest, contentType, created, expires, holders.rawValue, thumbnail?.key, thumbnail?.size,
            thumbnail?.digest, thumbnail?.contentType, lessee, due,
        ]
    }
}

extension SQLFields {
    mutating func digest() throws -> Digest {
        guard let digest = try digestOrNil() else { throw unreadable }
        return digest
    }
}

extension Thumbnail {
    fileprivate init?(_ fields: inout SQLFields) throws {
        let key = try fields.nextOrNil { BlobKey($0) }
        let size = try fields.integerOrNil()
        let digest = try fields.digestOrNil()
        let type = try fields.textOrNil()
        guard let key, let size, let digest, let type else { return nil }
        self.init(key: key, size: size, digest: digest, contentType: type)
    }
}

extension CloakroomCore.Record.Debt {
    fileprivate init?(_ fields: inout SQLFields) throws {
        let stores = try fields.next { Int($0).map(CloakroomCore.Record.Holders.init(rawValue:)) }
        guard let since = try fields.timeOrNil() else { return nil }
        self.init(to: stores, since: since)
    }
}

extension CloakroomCore.Record.Lease {
    fileprivate init?(_ fields: inout SQLFields) throws {
        let owner = try fields.textOrNil()
        let due = try fields.timeOrNil()
        guard let owner, let due else { return nil }
        self.init(owner: owner, until: due)
    }
}
