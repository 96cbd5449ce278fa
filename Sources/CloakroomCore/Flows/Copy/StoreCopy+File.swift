internal import NIOCore

/// Files with rows: what the catalog knows of them is what a copy must be.
extension StoreCopy {
    /// How often somebody else's claim on a row is waited for.
    private static let attempts = 30

    func copyFile(_ row: Record) async -> CopyOutcome {
        var outcome = CopyOutcome()
        do {
            outcome.report = try await copied(row)
        } catch let error as CloakroomError where error.kind == .blobMissing && error.detail == row.key.text {
            await report(missing: row, error, in: &outcome)
        } catch {
            outcome.report.failed = row.keys.count
            outcome.failures = [CopyFailure(row.key, error)]
        }
        return outcome
    }

    /// A file that is not in the source was deleted meanwhile, or was never there; where it should be, it is lost.
    private func report(missing row: Record, _ error: CloakroomError, in outcome: inout CopyOutcome) async {
        let isGone = (try? await current(row) == nil) ?? false
        guard !isGone, row.holders.isSuperset(of: source.holder) else {
            return outcome.report.gone = row.keys.count
        }
        outcome.report.failed = row.keys.count
        outcome.failures = [CopyFailure(row.key, error)]
    }

    private func copied(_ row: Record) async throws -> CopyReport {
        if !options.moves, try await isKnown(row) { return CopyReport(present: row) }
        let lease = Record.Lease(owner: spool.owner, until: now.adding(seconds: Cloakroom.lease))
        guard let claimed = try await claim(row, lease) else { return CopyReport(gone: row) }
        do {
            let report = try await copy(claimed, lease)
            try await settle(claimed, gained: report.gone == 0, moved: report.moved > 0)
            return report
        } catch {
            try await settle(claimed, gained: false, moved: false)
            throw error
        }
    }

    /// Whether the destination has a file of which the catalog need not learn anything.
    private func isKnown(_ row: Record) async throws -> Bool {
        guard row.holders.isSuperset(of: target.holder), row.debt?.stores.isDisjoint(with: target.holder) ?? true else {
            return false
        }
        for blob in row.blobs {
            guard case .intact = try await target.store.look(at: blob, deep: false) else { return false }
        }
        return true
    }

    /// - Returns: nil when the file was deleted or has expired.
    private func claim(_ row: Record, _ lease: Record.Lease) async throws -> Record? {
        for attempt in 1... {
            if let claimed = try await catalog?.claim(row.key, at: now, lease: lease) { return claimed }
            guard try await current(row) != nil else { return nil }
            guard attempt < Self.attempts else { break }
            try await Task.sleep(for: pause)
        }
        throw CloakroomError(.busy(retryAfter: 1), "somebody else is copying \(row.key)")
    }

    private func settle(_ row: Record, gained: Bool, moved: Bool) async throws {
        try await catalog?.settle(
            row.key, gained: gained ? target.holder : [], lost: moved ? source.holder : [], again: now, by: spool.owner,
            at: now)
    }

    /// The row as it is now; nil when it is no longer in service.
    private func current(_ row: Record) async throws -> Record? {
        try await catalog?.served(row.key, at: now)
    }

    /// The source loses a blob only when the destination has all of the file, and the original last: then a copy that is
    /// cut off in between is taken up by the original.
    private func copy(_ row: Record, _ lease: Record.Lease) async throws -> CopyReport {
        var report = CopyReport()
        for blob in row.blobs { report = report + (try await copy(blob)) }
        guard try await current(row) != nil else {
            try await target.store.eraseOrThrow(row.keys)
            return CopyReport(gone: row)
        }
        guard options.moves else { return report }
        for blob in row.blobs.reversed() {
            guard now < lease.until else { throw CloakroomError(.unavailable, "the claim on \(row.key) has ended") }
            try await source.store.eraseOrThrow([blob.key])
            report.moved += 1
        }
        return report
    }

    /// A copy that was there counts when its digest is right. When it is to take the source's place it is written anew: one
    /// that was cut off may look right and not survive power loss. Then a new one counts when it reads right, too.
    private func copy(_ blob: RecordedBlob) async throws -> CopyReport {
        var report = CopyReport()
        guard case .intact = try await look(at: blob) else { return try await write(blob) }
        if options.moves {
            do {
                _ = try await write(blob)
            } catch let error as CloakroomError where [.blobMissing, .blobUnreadable].contains(error.kind) {
                // What is missing or damaged in the source has nothing to lose: the other copy is the good one.
            }
        }
        report.present = 1
        return report
    }

    private func write(_ blob: RecordedBlob) async throws -> CopyReport {
        var report = CopyReport()
        try await spool.withFile(limit: blob.size) { writer in
            try await source.store.read(blob.key, .whole(blob.size), telling: blob.key) { try await writer.append($0) }
        } use: { file in
            guard file.digest == blob.digest else {
                throw CloakroomError(.blobUnreadable, "\(blob.key) is damaged in the source")
            }
            try await target.store.replace(file.labelled(blob.label), as: blob.key)
        }
        report.copied = 1
        report.bytes = blob.size
        guard options.moves else { return report }
        guard case .intact = try await look(at: blob) else {
            throw CloakroomError(.blobUnreadable, "the copy of \(blob.key) in the destination is damaged")
        }
        return report
    }

    private func look(at blob: RecordedBlob) async throws -> StoredCopies.State {
        let state = try await target.store.look(at: blob, deep: true)
        if case .unreadable(let reason) = state { throw CloakroomError(.unavailable, "the destination: \(reason)") }
        return state
    }
}

extension CopyReport {
    fileprivate init(present row: Record) {
        self.init()
        present = row.keys.count
    }

    fileprivate init(gone row: Record) {
        self.init()
        gone = row.keys.count
    }
}

extension BlobStore {
    /// Tells which blob is missing.
    fileprivate func read(
        _ key: BlobKey, _ span: ByteSpan, telling name: BlobKey, into sink: (ByteBuffer) async throws -> Void
    ) async throws {
        do {
            try await read(key, span, into: sink)
        } catch let error as CloakroomError where error.kind == .blobMissing {
            throw CloakroomError(.blobMissing, name.text, cause: error)
        }
    }
}
