internal import NIOCore

/// Primary and secondary behind one answer: what one cannot do the other does.
public struct StorePair: Sendable {
    public let primary: any BlobStore
    public let secondary: any BlobStore

    public init(primary: any BlobStore, secondary: any BlobStore) {
        self.primary = primary
        self.secondary = secondary
    }

    /// Keeps all of `files` in primary, or all of them in secondary when primary refuses one.
    /// - Throws: `.noSpace` or `.unavailable` when neither store takes them.
    func adopt(_ files: [(spool: SpoolFile, key: BlobKey)]) async throws -> Record.Holders {
        do {
            try await adopt(files, in: primary)
            return .primary
        } catch let primaryFailure {
            try Task.checkCancellation()
            do {
                try await adopt(files, in: secondary)
                return .secondary
            } catch {
                throw Self.worst(primaryFailure, error)
            }
        }
    }

    private func adopt(_ files: [(spool: SpoolFile, key: BlobKey)], in store: any BlobStore) async throws {
        for file in files { try await store.adopt(file.spool, as: file.key) }
    }

    /// Streams `span` from primary, and from wherever primary fails the rest from secondary.
    /// - Throws: `.blobMissing` when both say that there is no such blob.
    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        var done: Int64 = 0
        var sinkFailed = false
        let countingSink: (ByteBuffer) async throws -> Void = { bytes in
            do { try await sink(bytes) } catch {
                sinkFailed = true
                throw error
            }
            done += Int64(bytes.readableBytes)
        }
        do {
            try await primary.read(key, span, into: countingSink)
        } catch let primaryFailure {
            if sinkFailed || Task.isCancelled { throw primaryFailure }
            do { try await secondary.read(key, span.dropping(done), into: countingSink) } catch {
                throw sinkFailed ? error : Self.worst(primaryFailure, error)
            }
        }
    }

    /// What either store knows of a blob.
    /// - Throws: `.unavailable` when one store has nothing and the other cannot say.
    func stat(_ key: BlobKey) async throws -> BlobStat? {
        do {
            if let found = try await primary.stat(key) { return found }
        } catch {
            guard let found = try await secondary.stat(key) else { throw error }
            return found
        }
        return try await secondary.stat(key)
    }

    /// Erases `keys` in both stores.
    /// - Returns: those that may still have bytes somewhere.
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        async let one = primary.erase(keys)
        async let other = secondary.erase(keys)
        return await one.merging(await other) { first, _ in first }
    }

    /// The failure that tells more: anything beats "missing", and "no space" beats "unavailable".
    private static func worst(_ first: any Error, _ second: any Error) -> any Error {
        let failures = [first, second].map { ($0 as? CloakroomError) ?? CloakroomError(.unavailable, cause: $0) }
        return failures.first { $0.kind == .noSpace } ?? failures.first { $0.kind != .blobMissing } ?? failures[0]
    }
}
