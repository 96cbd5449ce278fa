internal import Synchronization

/// Copies or moves everything that one store has into another one, while the service may run.
///
/// What is there already is passed over, so a copy that was cut off is taken up by another one. A file with a row is held
/// against it, and claimed while it is copied: until then no sweep touches it, and nobody else copies it. So a file that is
/// deleted meanwhile leaves nothing. Memory does not grow with the number of files or their size.
public struct StoreCopy: Sendable {
    public typealias Store = BlobStore & BlobListing

    /// Where blobs come from or go.
    public struct End: Sendable {
        let store: any Store
        /// What the catalog calls it; nil for a store that the service does not use.
        let name: StoreName?

        public init(_ store: any Store, name: StoreName? = nil) {
            self.store = store
            self.name = name
        }

        var holder: Record.Holders { name?.holder ?? [] }
    }

    public struct Options: Hashable, Sendable {
        /// Whether the source loses each blob of which the destination has a durable copy, its digest verified.
        public var moves: Bool
        /// How many blobs are copied at once.
        public var width: Int

        public init(moves: Bool = false, width: Int = 8) {
            self.moves = moves
            self.width = width
        }
    }

    let source: End
    let target: End
    let catalog: (any Catalog & RecordListing)?
    let spool: any Spool
    let clock: WallClock
    let pause: Duration
    let options: Options

    /// - Parameters:
    ///   - catalog: nil when there is none; then copies are held against what was read alone.
    ///   - spool: what each blob passes through.
    ///   - pause: before a row that somebody else is copying is asked for again.
    public init(
        from source: End, to target: End, catalog: (any Catalog & RecordListing)?, spool: any Spool,
        clock: WallClock = .system, pause: Duration = .seconds(1), options: Options = Options()
    ) {
        self.source = source
        self.target = target
        self.catalog = catalog
        self.spool = spool
        self.clock = clock
        self.pause = pause
        self.options = options
    }

    /// - Parameters:
    ///   - progress: told what was done so far, and how many blobs are expected.
    ///   - failed: told of each blob that could not be copied.
    /// - Throws: when the catalog or all of a store cannot be used any more; a single blob that cannot is a failure.
    public func run(
        progress: (CopyReport, Int) -> Void = { _, _ in }, failed: (CopyFailure) -> Void = { _ in }
    ) async throws -> CopyReport {
        try await releaseDead()
        let expected = Expected()
        async let _: Void? = try? source.store.list { expected.add($0.count) }
        var tally = CopyTally(width: options.width)
        try await withThrowingTaskGroup(of: CopyOutcome.self) { group in
            func take(_ outcome: CopyOutcome) throws {
                outcome.failures.forEach(failed)
                try tally.add(outcome)
                progress(tally.report, max(expected.count, tally.report.done))
            }
            try await source.store.list { keys in
                let (items, pending) = try await items(of: keys)
                tally.report.pending += pending
                for item in items {
                    if tally.running >= options.width, let done = try await group.next() { try take(done) }
                    tally.running += 1
                    group.addTask { await copy(item) }
                }
            }
            for try await done in group { try take(done) }
        }
        return tally.report
    }

    var now: Timestamp { clock.now() }

    /// What a copy had claimed that was killed is free again.
    private func releaseDead() async throws {
        guard let catalog else { return }
        for owner in try await spool.abandonedOwners() { try await catalog.endLeases(of: owner, at: now) }
    }
}

/// How many blobs the source has, as far as they were counted.
private final class Expected: Sendable {
    private let sum = Atomic(0)
    var count: Int { sum.load(ordering: .relaxed) }
    func add(_ more: Int) { sum.wrappingAdd(more, ordering: .relaxed) }
}

/// What has become of one file or one blob without a row.
struct CopyOutcome: Sendable {
    var report = CopyReport()
    var failures: [CopyFailure] = []
}

/// Counts outcomes, and sees when it makes no sense to go on.
private struct CopyTally {
    let width: Int
    var report = CopyReport()
    var running = 0
    private var failuresInARow = 0

    init(width: Int) {
        self.width = width
    }

    /// - Throws: when a store is full, or fails altogether.
    mutating func add(_ outcome: CopyOutcome) throws {
        running -= 1
        report = report + outcome.report
        guard let failure = outcome.failures.last(where: { [.noSpace, .unavailable].contains($0.error.kind) }) else {
            failuresInARow = 0
            return
        }
        failuresInARow += 1
        if failure.error.kind == .noSpace || failuresInARow > width { throw failure.error }
    }
}
