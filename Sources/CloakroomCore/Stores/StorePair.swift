public import Logging
internal import NIOCore

/// Primary and secondary behind one answer: what one cannot do the other does.
public struct StorePair: Sendable {
    public let primary: any BlobStore
    public let secondary: any BlobStore
    /// The same two, left alone while they fail.
    let first: GuardedStore
    let second: GuardedStore

    /// - Parameter stopwatch: times how long a store that fails is left alone.
    public init(
        primary: any BlobStore, secondary: any BlobStore, stopwatch: Stopwatch = .system,
        logger: Logger = Logger(label: "cloakroom.stores")
    ) {
        self.primary = primary
        self.secondary = secondary
        first = GuardedStore(primary, name: "primary", stopwatch: stopwatch, logger: logger)
        second = GuardedStore(secondary, name: "secondary", stopwatch: stopwatch, logger: logger)
    }

    /// Keeps all of `files` in primary, or all of them in secondary when primary refuses one; with `sync` in both at once.
    /// - Returns: the stores that have all of them.
    /// - Throws: `.noSpace` or `.unavailable` when neither store takes them, `.spoolLost`.
    func adopt(
        _ files: [(spool: SpoolFile, key: BlobKey)], _ replication: Replication = .off
    ) async throws -> Record.Holders {
        guard replication != .sync else { return try await adoptInBoth(files) }
        do {
            try await adopt(files, in: first)
            return .primary
        } catch let error as CloakroomError where error.kind == .spoolLost {
            throw error
        } catch let primaryFailure {
            try Task.checkCancellation()
            do {
                try await adopt(files, in: second)
                return .secondary
            } catch {
                throw Self.worst(primaryFailure, error)
            }
        }
    }

    /// Two names of one file are no two copies, so secondary takes bytes of its own.
    private func adoptInBoth(_ files: [(spool: SpoolFile, key: BlobKey)]) async throws -> Record.Holders {
        async let one = failure { try await adopt(files, in: first) }
        async let other = failure { try await adopt(files.map { ($0.spool.apart(), $0.key) }, in: second) }
        let failures = await [one, other]
        if let lost = failures.first(where: { ($0 as? CloakroomError)?.kind == .spoolLost }), let lost { throw lost }
        try Task.checkCancellation()
        switch (failures[0], failures[1]) {
        case (nil, nil): return .both
        case (nil, _?): return .primary
        case (_?, nil): return .secondary
        case (let one?, let other?): throw Self.worst(one, other)
        }
    }

    private func failure(_ work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    private func adopt(_ files: [(spool: SpoolFile, key: BlobKey)], in store: any BlobStore) async throws {
        for file in files { try await store.adopt(file.spool, as: file.key) }
    }

    /// Streams `span` from primary, and from wherever primary fails the rest from secondary. What neither has is looked
    /// for in primary once more: it may have gone home in between.
    /// - Parameter lacking: the stores that were found to have no good copy.
    /// - Throws: `.blobMissing` when both say that there is no such blob.
    func read(
        _ key: BlobKey, _ span: ByteSpan, lacking: inout Record.Holders, into sink: (ByteBuffer) async throws -> Void
    ) async throws {
        var done: Int64 = 0
        var sinkFailed = false
        let countingSink: (ByteBuffer) async throws -> Void = { bytes in
            do { try await sink(bytes) } catch {
                sinkFailed = true
                throw error
            }
            done += Int64(bytes.readableBytes)
        }
        var failures: [any Error] = []
        for name in [StoreName.primary, .secondary, .primary] {
            do {
                try await store(name).read(key, span.dropping(done), into: countingSink)
                lacking.remove(name.holder)
                return
            } catch {
                if sinkFailed || Task.isCancelled { throw error }
                if Self.isLack(error) { lacking.insert(name.holder) }
                failures.append(error)
                if failures.count == 2, !failures.allSatisfy(Self.isMissing) { break }
            }
        }
        throw Self.worst(failures)
    }

    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        var lacking: Record.Holders = []
        try await read(key, span, lacking: &lacking, into: sink)
    }

    /// What either store knows of a blob.
    /// - Throws: `.unavailable` when one store has nothing and the other cannot say.
    func stat(_ key: BlobKey) async throws -> BlobStat? {
        do {
            if let found = try await first.stat(key) { return found }
        } catch {
            guard let found = try await second.stat(key) else { throw error }
            return found
        }
        return try await second.stat(key)
    }

    /// Erases `keys` in both stores.
    /// - Returns: those that may still have bytes somewhere.
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        async let one = first.erase(keys)
        async let other = second.erase(keys)
        return await one.merging(await other) { first, _ in first }
    }

    /// The bytes that primary would still take, or secondary where primary would not take `wanted`.
    /// - Throws: `.unavailable` when neither takes any.
    func room(for wanted: Int64) async throws -> Int64 {
        do {
            let room = try await first.room()
            return room >= wanted ? room : max(room, (try? await second.room()) ?? room)
        } catch {
            return try await second.room()
        }
    }

    /// For how long the store has been left alone to which nothing can be written, the longer of the two.
    var outage: Duration { max(first.writing.outage, second.writing.outage) }

    private static func isLack(_ error: any Error) -> Bool {
        [.blobMissing, .blobUnreadable].contains((error as? CloakroomError)?.kind)
    }

    private static func isMissing(_ error: any Error) -> Bool {
        (error as? CloakroomError)?.kind == .blobMissing
    }

    private static func worst(_ failures: any Error...) -> any Error { worst(failures) }

    /// The failure that tells more: anything beats "missing", and "no space" beats "unavailable".
    private static func worst(_ failures: [any Error]) -> any Error {
        let known = failures.map { ($0 as? CloakroomError) ?? CloakroomError(.unavailable, cause: $0) }
        return known.first { $0.kind == .noSpace } ?? known.first { $0.kind != .blobMissing } ?? known.first
            ?? CloakroomError(.unavailable)
    }
}
