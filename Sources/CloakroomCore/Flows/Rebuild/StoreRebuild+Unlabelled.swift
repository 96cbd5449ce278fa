internal import CloakroomCrypto
internal import NIOCore

/// Files whose label was lost on the way, or that lie where none can be kept.
extension StoreRebuild {
    /// The row that key and bytes tell of. It holds on the side of caution: a chat file belongs to its sender alone, and
    /// lives from now on as long as a new one.
    func unlabelled(_ key: BlobKey, _ copy: Copy, _ copies: [Copy]) async throws -> RebuildLook {
        guard let store = stores[copy.name] else { return RebuildLook() }
        guard var record = Record(named: key, at: copy.stat) else { return .refused(.unknown, key) }
        // An avatar's name is the same for every format.
        let isAvatar = record.kind == .avatar
        let claim = MediaClaim(fileExtension: isAvatar ? "" : FileName(client: record.name).fileExtension)
        guard let content = try await content(of: key, copy.stat, in: store, claim),
            !isAvatar || content.contentType.hasPrefix("image/")
        else { return .refused(.unverified, key) }
        record.digest = content.digest
        record.contentType = content.contentType
        record.expires = record.kind == .chat ? clock.now().adding(seconds: chatLifetime) : nil
        record.holders = copies.filter { $0.stat.size == copy.stat.size }.reduce(into: []) { $0.insert($1.name.holder) }
        record.thumbnail = try await thumbnail(of: key, in: store)
        var look = RebuildLook(record: record, remarks: [RebuildRemark(.unlabelled, key)])
        if copies.contains(where: { $0.stat.size != copy.stat.size }) {
            look.remarks.append(RebuildRemark(.conflict, key, "the copies are not of one size"))
        }
        return look
    }

    private func thumbnail(of key: BlobKey, in store: any Store) async throws -> Thumbnail? {
        guard let place = BlobKey(FilePath.thumbnail(of: key.text)), let stat = try await store.stat(place),
            let content = try await content(of: place, stat, in: store, MediaClaim(fileExtension: ""))
        else { return nil }
        return Thumbnail(key: place, size: stat.size, digest: content.digest, contentType: content.contentType)
    }

    /// Digest and type of a blob; nil when it is not what `claim` says.
    private func content(
        of key: BlobKey, _ stat: BlobStat, in store: any Store, _ claim: MediaClaim
    ) async throws -> (digest: Digest, contentType: String)? {
        do {
            return try await spool.withFile(limit: stat.size) { writer in
                try await store.read(key, .whole(stat.size)) { try await writer.append($0) }
            } use: { file in
                (file.digest, try await inspector.inspect(file, as: claim).contentType)
            }
        } catch let error as CloakroomError {
            switch error.kind {
            case .contentMismatch, .contentUnverifiable: return nil
            default: throw error
            }
        }
    }
}

extension Record {
    /// The owner of what nobody can be told to have sent; no principal's tag is like it.
    static let ofNobody = "nobody"

    /// What a key alone tells of its file; nil when that is too little to give it to anybody.
    fileprivate init?(named key: BlobKey, at stat: BlobStat) {
        let parts = key.parts.map(String.init)
        guard let name = parts.last else { return nil }
        switch (parts.first, parts.dropFirst().first) {
        case ("uploads", "projects") where parts.count == 6:
            guard let project = HexID(parts[2]) else { return nil }
            self.init(named: key, key.text, .asset, project, Self.ofNobody, name, stat)
        case ("uploads", "users") where parts.count == 6:
            // An id of another form may be a guest's, or one of a user elsewhere.
            guard let user = HexID(parts[2]) else { return nil }
            self.init(named: key, key.text, .chat, nil, Principal(kind: .user, id: user.text).ownerTag, name, stat)
        case ("avatars", let id?) where parts.count == 3:
            self.init(named: key, FilePath.avatar(of: id), .avatar, nil, id, "photo.jpg", stat)
        default: return nil
        }
    }

    private init(
        named key: BlobKey, _ path: String, _ kind: Kind, _ project: HexID?, _ owner: String, _ name: String,
        _ stat: BlobStat
    ) {
        self.init(
            key: key, path: path, kind: kind, state: .live, project: project, owner: owner, name: name, size: stat.size,
            digest: Cloakroom.noDigest, contentType: "", created: stat.modified)
    }
}
