internal import Logging
public import NIOCore

extension Cloakroom {
    /// Bytes: a file up to this size is read whole before its answer begins, so that a failing store is a clean error.
    static let readAhead: Int64 = 256 << 10

    /// Finds what `path` names for `reader` (nil: nobody known), a record, its thumbnail, or a legacy file.
    /// - Throws: `.fileNotFound`, also for what the reader may not see and for what has expired at this very second.
    public func find(_ path: String, for reader: Principal?) async throws -> Found {
        let moment = now
        // Every upload has a folder of its own, so a path shaped like a thumbnail's names one thing at most: the more
        // frequent one is looked up first.
        if let original = FilePath.original(ofThumbnail: path), let record = try await record(original, at: moment) {
            let record = try await served(record, to: reader, at: moment)
            guard let thumbnail = record.thumbnail else { throw CloakroomError(.fileNotFound) }
            return Found(thumbnail, of: record)
        }
        if let record = try await record(path, at: moment) {
            return Found(try await served(record, to: reader, at: moment))
        }
        guard let key = Self.legacyKey(path), try await access.mayRead(legacy: path, reader) else {
            throw CloakroomError(.fileNotFound)
        }
        return try await legacyFile(key)
    }

    /// Reads all of a small file, or the first part of a large one; the rest is for ``rest(of:span:after:into:)``.
    public func firstBytes(of found: Found, _ span: ByteSpan) async throws -> ByteBuffer {
        guard span.count > 0 else { return ByteBuffer() }
        guard found.size <= ReadCache.largestBlob, !found.isLegacy else {
            return try await read(found.key, span.first(Self.readAhead))
        }
        let whole = try await smallBlob(found)
        return whole.getSlice(at: whole.readerIndex + Int(span.start), length: Int(span.count)) ?? whole
    }

    /// Streams what ``firstBytes(of:_:)`` did not return.
    public func rest(
        of found: Found, _ span: ByteSpan, after done: Int64, into sink: (ByteBuffer) async throws -> Void
    ) async throws {
        let remaining = span.dropping(done)
        guard remaining.count > 0 else { return }
        try await stores.read(found.key, remaining, into: sink)
    }

    private func smallBlob(_ found: Found) async throws -> ByteBuffer {
        if let bytes = cache.blobs.value(for: found.key) { return bytes }
        let bytes = try await read(found.key, .whole(found.size))
        cache.blobs.insert(bytes, for: found.key, cost: bytes.readableBytes + 512)
        return bytes
    }

    private func read(_ key: BlobKey, _ span: ByteSpan) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        do {
            try await stores.read(key, span) { bytes in
                var bytes = bytes
                if whole.readableBytes == 0 { whole = bytes } else { whole.writeBuffer(&bytes) }
            }
        } catch let error as CloakroomError where error.kind == .blobMissing {
            logger.error("a file's bytes are in neither store", metadata: ["key": "\(key)"])
            throw CloakroomError(.fileNotFound, "bytes of \(key) are missing", cause: error)
        }
        return whole
    }

    /// The newest row with this path, in whatever state, at most a second old.
    func record(_ path: String, at moment: Timestamp) async throws -> Record? {
        if let seen = cache.record(path, at: moment) { return seen.record }
        let record = try await catalog.find(path: path)
        if record != nil { cache.records.insert(.init(record: record, at: moment), for: path) }
        return record
    }

    private func served(_ record: Record, to reader: Principal?, at moment: Timestamp) async throws -> Record {
        guard record.isServed(at: moment), try await access.mayRead(record, reader) else {
            throw CloakroomError(.fileNotFound)
        }
        return record
    }
}

extension Found {
    var isLegacy: Bool { digest == nil }
}
