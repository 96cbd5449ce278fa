internal import Logging

/// Files that an earlier system left in a store under their paths, without records.
extension Cloakroom {
    /// The key of a legacy file; nil when the path cannot be one. A key of ours without a row never is: what was deleted
    /// stays so, even if a store that was away comes back with its bytes.
    static func legacyKey(_ path: String) -> BlobKey? {
        guard path.hasPrefix("uploads/"), let key = BlobKey(path), !FilePath.isOwn(key) else { return nil }
        return key
    }

    func legacyFile(_ key: BlobKey) async throws -> Found {
        guard let stat = try await stores.stat(key) else { throw CloakroomError(.fileNotFound) }
        let id = ReadCache.LegacyID(key: key, stat: stat)
        if let type = cache.legacyTypes.value(for: id) { return Found(legacy: key, stat, contentType: type) }
        do {
            let type = try await legacyType(key, stat)
            cache.legacyTypes.insert(type, for: id)
            return Found(legacy: key, stat, contentType: type)
        } catch let error as CloakroomError where error.kind == .noSpace {
            // Without room to look at it, the file is served as one of an unknown type.
            return Found(legacy: key, stat, contentType: "application/octet-stream")
        }
    }

    /// Bytes of a legacy file that are looked at to tell its type.
    private static let legacyLook: Int64 = 1 << 20

    private func legacyType(_ key: BlobKey, _ stat: BlobStat) async throws -> String {
        let look = ByteSpan.whole(min(stat.size, Self.legacyLook))
        do {
            return try await spool.withFile(limit: Self.legacyLook) { writer in
                try await stores.read(key, look) { try await writer.append($0) }
            } use: {
                try await inspector.inspect($0, as: MediaClaim(fileExtension: "")).contentType
            }
        } catch let error as CloakroomError {
            switch error.kind {
            case .contentMismatch, .contentUnverifiable: return "application/octet-stream"
            case .blobMissing: throw CloakroomError(.fileNotFound, cause: error)
            default: throw error
            }
        }
    }

    /// Gives a legacy file a tombstone, if `principal` may delete it; the next sweep erases its bytes.
    func retireLegacy(_ path: String, by principal: Principal) async throws {
        guard let key = Self.legacyKey(path), try await access.mayDelete(legacy: path, principal),
            let stat = try await stores.stat(key)
        else { throw CloakroomError(.fileNotFound) }
        try await catalog.bury(.tombstone(of: key, stat, by: principal.ownerTag), at: now)
    }

    /// What fails here is done when the avatar is deleted.
    func buryPictureIfPossible(under avatar: Record) async {
        do {
            try await buryPicture(under: avatar)
        } catch {
            logger.warning(
                "an older picture is not erased yet", metadata: ["path": "\(avatar.path)", "cause": "\(error)"])
        }
    }

    /// Sees to it that the picture of an earlier system does not come back when the avatar that lies over it is deleted.
    /// A store that cannot be asked may have one.
    func buryPicture(under avatar: Record) async throws {
        guard avatar.kind == .avatar, let key = Self.legacyKey(avatar.path) else { return }
        var stat: BlobStat?
        do {
            stat = try await stores.stat(key)
            guard stat != nil else { return }
        } catch {
            logger.warning("nobody knows whether there is an older picture", metadata: ["key": "\(key)"])
        }
        try await catalog.bury(
            .tombstone(of: key, stat ?? BlobStat(size: 0, modified: now), by: avatar.owner), at: now)
    }
}

extension Record {
    /// The row of a legacy file that was deleted, whose bytes nobody hashed; a thumbnail may lie beside it.
    fileprivate static func tombstone(of key: BlobKey, _ stat: BlobStat, by owner: String) -> Record {
        Record(
            key: key, path: key.text, kind: .upload, state: .retired, project: nil, owner: owner, name: "",
            size: stat.size, digest: Cloakroom.noDigest, contentType: "", created: stat.modified, holders: .both,
            thumbnail: BlobKey(FilePath.thumbnail(of: key.text)).map {
                Thumbnail(key: $0, size: 0, digest: Cloakroom.noDigest, contentType: "")
            })
    }
}
