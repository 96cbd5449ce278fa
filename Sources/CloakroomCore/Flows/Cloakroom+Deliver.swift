internal import Logging
public import NIOCore

extension Cloakroom {
    /// Bytes: a file up to this size is read whole before its answer begins, so that a failing store is a clean error.
    static let readAhead: Int64 = 256 << 10

    /// Finds what `path` names for `reader` (nil: nobody known), a record, its thumbnail, or a legacy file.
    /// - Throws: `.fileNotFound`, also for what the reader may not see and for what has expired at this very second.
    public func find(_ path: String, for reader: Principal?) async throws -> Found {
        try await find(path, by: .principal(reader))
    }

    func find(_ path: String, by reader: Reader) async throws -> Found {
        let moment = now
        // Every upload has a folder of its own, so a path shaped like a thumbnail's names one thing at most: the more
        // frequent one is looked up first.
        if let original = FilePath.original(ofThumbnail: path), let seen = try await sighting(original, at: moment) {
            try await check(seen.record, for: reader, at: moment)
            guard let thumbnail = seen.thumbnail else { throw CloakroomError(.fileNotFound) }
            return thumbnail
        }
        if let seen = try await sighting(path, at: moment) {
            try await check(seen.record, for: reader, at: moment)
            return seen.file
        }
        guard let key = Self.legacyKey(path), try await reader.mayRead(legacy: path, access) else {
            throw CloakroomError(.fileNotFound)
        }
        return try await legacyFile(key)
    }

    /// A small file with its bytes, when memory alone tells that `reader` may have it: until then, or until ``changes``
    /// is another number.
    /// - Returns: nil when somebody has to be asked, or it is to be refused.
    public func recall(_ path: String, for reader: Principal?) -> Recalled<(found: Found, content: CachedBytes)>? {
        let moment = now
        let original = FilePath.original(ofThumbnail: path)
        guard let seen = cache.sighting(original ?? path, at: moment), seen.record.isServed(at: moment),
            let end = access.recallRight(of: reader, to: seen.record),
            let found = original == nil ? seen.file : seen.thumbnail, let content = cache.blobs.value(for: found.key)
        else { return nil }
        return Recalled((found, content), until: min(end, seen.until, found.expires ?? .distantFuture))
    }

    /// Counts the files that were changed, for whoever remembers what ``recall(_:for:)`` told.
    public var changes: Int { cache.changes.value }

    /// What took the place of a file whose bytes have gone since it was found: another process replaced and swept it.
    /// - Returns: nil when nothing has.
    public func successor(of found: Found, for reader: Principal?) async throws -> Found? {
        guard let path = found.record?.path else { return nil }
        forget(path: path)
        let next = try await find(found.path, for: reader)
        return next.key == found.key ? nil : next
    }

    /// Whether a user or bot has a picture now, be it an earlier system's.
    public func hasAvatar(_ id: String) async throws -> Bool {
        let path = FilePath.avatar(of: id)
        if let record = try await catalog.find(path: path) { return record.isServed(at: now) }
        guard let key = Self.legacyKey(path) else { return false }
        return try await stores.stat(key) != nil
    }

    /// Reads all of a small file, or the first part of a large one; the rest is for ``rest(of:span:after:into:)``.
    public func firstBytes(of found: Found, _ span: ByteSpan) async throws -> ByteBuffer {
        guard span.count > 0 else { return ByteBuffer() }
        guard found.size <= ReadCache.largestBlob, !found.isLegacy else {
            return try await read(found, span.first(Self.readAhead))
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
        try await stream(found, remaining, into: sink)
    }

    private func stream(
        _ found: Found, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void
    ) async throws {
        var lacking: Record.Holders = []
        defer { note(lacking, of: found) }
        try await stores.read(found.key, span, lacking: &lacking, into: sink)
    }

    private func smallBlob(_ found: Found) async throws -> ByteBuffer {
        if let known = cache.blobs.value(for: found.key) { return known.bytes }
        // A copy of its own: what a store hands out may be a slice of a far larger buffer.
        let bytes = ByteBuffer(buffer: try await read(found, .whole(found.size)))
        cache.blobs.insert(CachedBytes(bytes), for: found.key, cost: bytes.readableBytes + 512)
        return bytes
    }

    private func read(_ found: Found, _ span: ByteSpan) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        do {
            try await stream(found, span) { bytes in
                var bytes = bytes
                if whole.readableBytes == 0 { whole = bytes } else { whole.writeBuffer(&bytes) }
            }
        } catch let error as CloakroomError where error.kind == .blobMissing {
            logger.error("a file's bytes are in neither store", metadata: ["key": "\(found.key)"])
            throw CloakroomError(.fileNotFound, "bytes of \(found.key) are missing", cause: error)
        }
        return whole
    }

    /// The newest row with this path, in whatever state, at most a second old.
    private func sighting(_ path: String, at moment: Timestamp) async throws -> ReadCache.Sighting? {
        if let seen = cache.sighting(path, at: moment) { return seen }
        return try await cache.remembering(path, at: moment) { try await catalog.find(path: path) }
    }

    /// Another process has deleted or replaced the file at `path`: what is known of it counts no more.
    public func forget(path: String) {
        cache.forget(path)
    }

    private func check(_ record: Record, for reader: Reader, at moment: Timestamp) async throws {
        guard record.isServed(at: moment), try await reader.mayRead(record, access) else {
            throw CloakroomError(.fileNotFound)
        }
    }
}

extension Found {
    var isLegacy: Bool { digest == nil }
}
