internal import CloakroomCrypto
internal import NIOCore

/// Blobs without a row: an earlier system's, or all of them where there is no catalog. A copy must be what was read, and
/// never takes the place of something else.
extension StoreCopy {
    func copyStray(_ key: BlobKey) async -> CopyOutcome {
        var outcome = CopyOutcome()
        do {
            outcome.report = try await copied(key)
        } catch let error as CloakroomError where error.kind == .blobMissing {
            outcome.report.gone = 1
        } catch {
            outcome.report.failed = 1
            outcome.failures = [CopyFailure(key, error)]
        }
        return outcome
    }

    private func copied(_ key: BlobKey) async throws -> CopyReport {
        var report = CopyReport()
        guard let size = try await source.store.stat(key)?.size else { throw CloakroomError(.blobMissing) }
        let there = try await target.store.stat(key)?.size
        if there == size {
            if options.moves {
                try await compare(key, size)
                // One that was cut off may look right and not survive power loss.
                try await copy(key, size, replacing: true)
            }
            report.present = 1
        } else {
            if let there { try await checkIsCutOff(key, there, of: size) }
            try await copy(key, size, replacing: there != nil)
            report.copied = 1
            report.bytes = size
        }
        guard try await isStillThere(key) else {
            // What was there before is not this copy's to take away.
            if report.copied > 0 { try await target.store.eraseOrThrow([key]) }
            throw CloakroomError(.blobMissing)
        }
        guard options.moves else { return report }
        try await source.store.eraseOrThrow([key])
        report.moved = 1
        return report
    }

    /// Some object stores keep what had come of a request that was cut off. What is nothing but the source's beginning can
    /// be replaced: no byte is lost by that.
    private func checkIsCutOff(_ key: BlobKey, _ there: Int64, of size: Int64) async throws {
        guard there < size, try await source.store.digest(of: key, there) == target.store.digest(of: key, there) else {
            throw CloakroomError(.conflict, "the destination has other \(there) bytes under \(key), the source \(size)")
        }
    }

    private func copy(_ key: BlobKey, _ size: Int64, replacing: Bool) async throws {
        let label = try await (source.store as? any BlobLabelling)?.describe(key)?.label
        let digest = try await spool.withFile(limit: size) { writer in
            try await source.store.read(key, .whole(size)) { try await writer.append($0) }
        } use: { file in
            let file = label.map(file.labelled) ?? file
            if replacing {
                try await target.store.replace(file, as: key)
            } else {
                try await target.store.adopt(file, as: key)
            }
            return file.digest
        }
        guard try await target.store.digest(of: key, size) == digest else {
            try await target.store.eraseOrThrow([key])
            throw CloakroomError(.blobUnreadable, "the copy of \(key) in the destination is damaged")
        }
    }

    private func compare(_ key: BlobKey, _ size: Int64) async throws {
        guard try await source.store.digest(of: key, size) == target.store.digest(of: key, size) else {
            throw CloakroomError(.conflict, "the destination has other bytes under \(key) than the source")
        }
    }

    /// Whether nobody has deleted the blob while it was copied.
    private func isStillThere(_ key: BlobKey) async throws -> Bool {
        guard try await catalog?.records(of: [key]).first?.state != .retired else { return false }
        return try await source.store.stat(key) != nil
    }
}

extension BlobStore {
    fileprivate func digest(of key: BlobKey, _ size: Int64) async throws -> Digest {
        let hasher = SHA256Hasher()
        try await read(key, .whole(size)) { $0.withUnsafeReadableBytes(hasher.update) }
        return hasher.finish()
    }

    func eraseOrThrow(_ keys: [BlobKey]) async throws {
        if let failure = await erase(keys).first?.value { throw failure }
    }
}
