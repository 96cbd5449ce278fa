internal import CloakroomCrypto
internal import NIOCore

/// One blob as its record describes it.
struct BlobSpec: Sendable {
    let key: BlobKey
    /// Bytes.
    let size: Int64
    let digest: Digest
}

extension Record {
    /// The blobs that a live row stands for.
    var blobs: [BlobSpec] {
        [BlobSpec(key: key, size: size, digest: digest)]
            + (thumbnail.map { [BlobSpec(key: $0.key, size: $0.size, digest: $0.digest)] } ?? [])
    }
}

/// What takes a file that fell to secondary back to primary. Each step may be done again after a crash at any point.
extension StorePair {
    /// Whether both stores would answer now.
    var canCarry: Bool { first.isAdmitting && second.isAdmitting }

    /// Makes sure that primary has the right bytes: those it has already (from an earlier try), or a copy of secondary's.
    /// - Throws: `.blobUnreadable` when secondary's copy is damaged, `.blobMissing` when there is none.
    func copyHome(_ blob: BlobSpec, through spool: any Spool) async throws {
        if try await primaryHolds(blob) { return }
        try await spool.withFile(limit: blob.size) { writer in
            try await second.read(blob.key, .whole(blob.size)) { try await writer.append($0) }
        } use: { file in
            guard file.digest == blob.digest else {
                throw CloakroomError(.blobUnreadable, "secondary's copy of \(blob.key) is damaged")
            }
            try await adoptAnew(file, as: blob.key)
        }
    }

    /// Erases secondary's copies of what is at home now.
    func leaveSecondary(_ blobs: [BlobSpec]) async throws {
        if let failure = await second.erase(blobs.map(\.key)).first?.value { throw failure }
    }

    /// Adopts a file that is known to be right; what lies in its place is not.
    private func adoptAnew(_ file: SpoolFile, as key: BlobKey) async throws {
        do {
            try await first.adopt(file, as: key)
        } catch let error as CloakroomError where error.kind == .conflict {
            if let failure = await first.erase([key])[key] { throw failure }
            try await first.adopt(file, as: key)
        }
    }

    private func primaryHolds(_ blob: BlobSpec) async throws -> Bool {
        let hasher = SHA256Hasher()
        do {
            guard try await first.stat(blob.key)?.size == blob.size else { return false }
            try await first.read(blob.key, .whole(blob.size)) { $0.withUnsafeReadableBytes(hasher.update) }
        } catch let error as CloakroomError where [.blobMissing, .blobUnreadable].contains(error.kind) {
            return false
        }
        return hasher.finish() == blob.digest
    }
}
