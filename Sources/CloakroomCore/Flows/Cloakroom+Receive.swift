internal import NIOCore

extension Cloakroom {
    /// Seconds for which a reserved row belongs to its process alone: far longer than adopting any file takes.
    static let lease: Int64 = 3600

    /// Takes a file in: spool, verify, thumbnail, reserve, adopt, publish. When it returns the file is durable.
    ///
    /// - Parameter fill: writes the client's bytes; it is not called when the extension is refused, and whatever it
    ///   throws ends the upload. A refused or broken upload leaves no byte and no row behind.
    public func receive(
        _ deposit: Deposit, fill: (any SpoolWriter) async throws -> Void
    ) async throws -> Record {
        try await counting(deposit) {
            try await spool.withFile(limit: limits.uploadBytes, fill: fill) { try await verify($0, deposit) }
        }
    }

    /// Takes in a file that lies in the spool already, where it stays.
    func receive(_ file: SpoolFile, as deposit: Deposit) async throws -> Record {
        try await counting(deposit) { try await verify(file, deposit) }
    }

    private func counting(_ deposit: Deposit, _ work: () async throws -> Record) async throws -> Record {
        do {
            try deposit.checkExtension()
            let record = try await work()
            Meters.received(record)
            return record
        } catch {
            Meters.refused(deposit.kind, error)
            throw error
        }
    }

    /// Counts an upload that was refused before ``receive(_:fill:)`` heard of it.
    public func countRefusal(_ kind: Record.Kind, _ error: any Error) {
        Meters.refused(kind, error)
    }

    private func verify(_ file: SpoolFile, _ deposit: Deposit) async throws -> Record {
        try await keep(file, try await inspector.inspect(file, as: deposit.claim), deposit)
    }

    private func keep(_ file: SpoolFile, _ inspection: Inspection, _ deposit: Deposit) async throws -> Record {
        guard let picture = inspection.thumbnail else { return try await keep(file, nil, inspection, deposit) }
        return try await spool.withFile(limit: .max) {
            try await $0.append(.init(bytes: picture.bytes))
        } use: {
            try await keep(file, ($0, picture.contentType), inspection, deposit)
        }
    }

    private func keep(
        _ file: SpoolFile, _ picture: (file: SpoolFile, type: String)?, _ inspection: Inspection, _ deposit: Deposit
    ) async throws -> Record {
        guard let key = BlobKey(deposit.key) else { throw CloakroomError(.invalid("Invalid file name"), deposit.key) }
        var record = deposit.record(key: key, file: file, type: inspection.contentType, at: now)
        var files = [(spool: file, key: key)]
        if let picture, let place = BlobKey(FilePath.thumbnail(of: key.text)) {
            record.thumbnail = Thumbnail(
                key: place, size: picture.file.size, digest: picture.file.digest, contentType: picture.type)
            files.append((picture.file, place))
        }
        record.lease = Record.Lease(owner: spool.owner, until: now.adding(seconds: Self.lease))
        let labelled = files.map { ($0.spool.labelled(BlobLabel(record, for: $0.key)), $0.key) }
        try await publish(&record, labelled, within: deposit.quotas)
        return record
    }

    private func publish(
        _ record: inout Record, _ files: [(spool: SpoolFile, key: BlobKey)], within quotas: Quotas
    ) async throws {
        try await reserve(record, within: quotas)
        do {
            record.holders = try await stores.adopt(files, replication)
            let moment = now
            let creditors = replication.creditors(besides: record.holders)
            try await catalog.publish(record.key, heldBy: record.holders, owedTo: creditors, at: moment)
            record.debt = .init(to: creditors, since: moment)
        } catch {
            await abandon(record)
            throw error
        }
        record.state = .live
        record.lease = nil
        if record.debt != nil { bell.ring() }
        if record.kind == .avatar { cache.forget(record.path) } else { cache.renew(record.path) }
        await buryPictureIfPossible(under: record)
    }

    /// A catalog that failed in the middle of a commit may have the row all the same.
    private func reserve(_ record: Record, within quotas: Quotas) async throws {
        do {
            if quotas == .none {
                try await catalog.reserve(record)
            } else {
                try await catalog.reserve(record, within: quotas, at: now)
            }
        } catch let error as CloakroomError where error.kind == .unavailable {
            leftovers.add(record)
            throw error
        }
    }

    /// Leaves what was begun to the next sweep. A task of its own: the request's may be cancelled already. If the catalog
    /// fails, the next sweep tries that again.
    private func abandon(_ record: Record) async {
        await Task {
            do {
                try await giveUp(record)
            } catch {
                leftovers.add(record)
            }
        }.value
    }

    /// Takes out of service what was begun. A sweep that had the row already took this process for dead, and may have
    /// erased before the bytes came: then they are erased here. A photo that is live after all has taken the place of the
    /// one before it, and stays: without it there would be none.
    func giveUp(_ record: Record) async throws {
        if record.kind == .avatar, try await isLive(record) { return }
        guard try await !catalog.retire(record.key, at: now) else { return }
        if await !stores.erase(record.keys).isEmpty { try await catalog.bury(record, at: now) }
    }

    /// Whether it is what its path leads to.
    func isLive(_ record: Record) async throws -> Bool {
        let known = try await catalog.find(path: record.path)
        return known?.key == record.key && known?.state == .live
    }
}

extension Deposit {
    fileprivate func record(key: BlobKey, file: SpoolFile, type: String, at now: Timestamp) -> Record {
        Record(
            key: key, path: path, kind: kind, project: project, owner: owner, name: name.original, size: file.size,
            digest: file.digest, contentType: type, created: now,
            expires: ends ?? lifetime.map { now.adding(seconds: $0) })
    }
}
