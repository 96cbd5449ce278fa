/// Holds catalog and stores against each other, in both directions, while the service may run.
///
/// Nothing is a finding at first sight. A row that seems to lack bytes is read again, for it may have been deleted and
/// swept meanwhile; bytes that seem to lack a row are looked for again, for the row is there before them and until they
/// are gone. Memory does not grow with the number of files.
public struct StoreCheck: Sendable {
    public struct Options: Hashable, Sendable {
        /// Reads every byte; otherwise sizes alone are compared.
        public var isDeep: Bool
        public var repairs: Bool
        /// Whether a repair erases bytes of ours that have no row.
        public var erasesOrphans: Bool

        public init(isDeep: Bool = false, repairs: Bool = false, erasesOrphans: Bool = false) {
            self.isDeep = isDeep
            self.repairs = repairs
            self.erasesOrphans = erasesOrphans
        }
    }

    public typealias Store = BlobStore & BlobListing

    /// Rows read in one go, and how many of them are looked after at once.
    private static let page = 500
    private static let width = 8

    let catalog: any RecordListing & CopyQueue
    let stores: [StoreName: any Store]
    let spool: any Spool
    let clock: WallClock
    let options: Options

    /// - Parameter spool: what a restored copy passes through.
    public init(
        _ catalog: any RecordListing & CopyQueue, primary: any Store, secondary: any Store, spool: any Spool,
        clock: WallClock = .system, options: Options = Options()
    ) {
        self.catalog = catalog
        stores = [.primary: primary, .secondary: secondary]
        self.spool = spool
        self.clock = clock
        self.options = options
    }

    /// - Parameter found: told of each finding when it is certain, and repaired if that is wanted.
    /// - Throws: when the catalog or all of a store cannot be read; a single file that cannot is a finding.
    public func run(
        progress: (CheckProgress) -> Void = { _ in }, found: (Finding) -> Void
    ) async throws -> CheckReport {
        var report = CheckReport()
        let expectedBlobs = try await checkRows(&report, progress, found)
        for (name, store) in stores.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try await store.list { keys in
                let look = try await orphans(among: keys, in: name, store)
                report.blobs += keys.count
                report.legacy += look.legacy
                report.count(look.findings, found)
                progress(CheckProgress(stage: .blobs, done: report.blobs, total: expectedBlobs))
            }
        }
        return report
    }

    /// - Returns: the number of blobs that the rows speak of.
    private func checkRows(
        _ report: inout CheckReport, _ progress: (CheckProgress) -> Void, _ found: (Finding) -> Void
    ) async throws -> Int {
        let total = try await catalog.count()
        var blobs = 0
        var rows = try await catalog.records(after: nil, limit: Self.page)
        while let last = rows.last {
            let moment = clock.now()
            let served = rows.filter { $0.isServed(at: moment) }
            report.files += served.count
            report.pending += rows.count - served.count
            report.owed += served.count { $0.debt != nil }
            blobs += served.reduce(0) { $0 + $1.keys.count }
            try await served.concurrently(width: Self.width, findings) { report.count($1, found) }
            progress(CheckProgress(stage: .files, done: report.files + report.pending, total: total))
            rows = try await catalog.records(after: last.key, limit: Self.page)
        }
        return blobs
    }
}

extension CheckReport {
    fileprivate mutating func count(_ findings: [Finding], _ found: (Finding) -> Void) {
        for finding in findings {
            self.findings += 1
            if finding.outcome == .repaired { repaired += 1 }
            found(finding)
        }
    }
}
