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
        do {
            try deposit.checkExtension()
            let record = try await spool.withFile(limit: limits.uploadBytes, fill: fill) { file in
                let inspection = try await inspector.inspect(file, as: deposit.claim)
                return try await keep(file, inspection, deposit)
            }
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
        try await publish(&record, files)
        return record
    }

    private func publish(_ record: inout Record, _ files: [(spool: SpoolFile, key: BlobKey)]) async throws {
        try await catalog.reserve(record)
        do {
            record.holders = try await stores.adopt(files)
            try await catalog.publish(record.key, heldBy: record.holders, at: now)
        } catch {
            await abandon(record.key)
            throw error
        }
        record.state = .live
        record.lease = nil
        cache.records.removeValue(for: record.path)
    }

    /// Leaves what was begun to the next sweep. A task of its own: the request's may be cancelled already. If the catalog
    /// fails, the next sweep tries that again.
    private func abandon(_ key: BlobKey) async {
        await Task { [catalog, clock, leftovers] in
            do {
                _ = try await catalog.retire(key, at: clock.now())
            } catch {
                leftovers.add(key)
            }
        }.value
    }
}

extension Deposit {
    fileprivate func record(key: BlobKey, file: SpoolFile, type: String, at now: Timestamp) -> Record {
        Record(
            key: key, path: path, kind: kind, project: project, owner: owner, name: name.original, size: file.size,
            digest: file.digest, contentType: type, created: now, expires: lifetime.map { now.adding(seconds: $0) })
    }
}
