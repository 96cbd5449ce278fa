/// Writes the rows of a lost catalog anew from what both stores hold.
///
/// What a blob's label says counts; without one, what its key and bytes tell. Rows that are there are left alone, so it may
/// be repeated, ended at any time, and run while the service does. It never erases a byte. Memory does not grow with the
/// number of files.
///
/// The stores know nothing of accounts, projects, unfinished uploads, and of deletes that they had not carried out: a file
/// that was deleted just before the catalog was lost, or one whose upload had not been acknowledged, comes back.
public struct StoreRebuild: Sendable {
    public typealias Store = BlobStore & BlobListing & BlobLabelling

    /// How many files are looked at at once.
    private static let width = 16

    let catalog: any RecordListing & RecordRestoring
    let stores: [StoreName: any Store]
    let spool: any Spool
    let inspector: any MediaInspector
    let clock: WallClock
    /// Seconds that a chat file is given from now on when nothing tells its own end.
    let chatLifetime: Int64
    /// Whether every byte is read before a label is believed; otherwise sizes alone are compared.
    let isDeep: Bool

    /// - Parameters:
    ///   - spool: what a file without a label passes through.
    ///   - inspector: tells the type of such a file.
    public init(
        _ catalog: any RecordListing & RecordRestoring, primary: any Store, secondary: any Store, spool: any Spool,
        inspector: any MediaInspector, clock: WallClock = .system, chatLifetime: Int64, isDeep: Bool = false
    ) {
        self.catalog = catalog
        stores = [.primary: primary, .secondary: secondary]
        self.spool = spool
        self.inspector = inspector
        self.clock = clock
        self.chatLifetime = chatLifetime
        self.isDeep = isDeep
    }

    /// - Parameters:
    ///   - progress: told how far it has come after each batch.
    ///   - told: of what a person should know.
    /// - Throws: when the catalog or all of a store cannot be read; a single file that cannot is told of.
    public func run(
        progress: (RebuildReport) -> Void = { _ in }, told: (RebuildRemark) -> Void
    ) async throws -> RebuildReport {
        var report = RebuildReport()
        for name in StoreName.allCases {
            try await stores[name]?.list { keys in
                try await restore(keys, of: name, &report, told)
                progress(report)
            }
        }
        return report
    }

    /// What primary holds too was seen to when primary was gone through, whether it has a row by now or not.
    private func restore(
        _ keys: [BlobKey], of name: StoreName, _ report: inout RebuildReport, _ told: (RebuildRemark) -> Void
    ) async throws {
        let own = keys.filter(FilePath.isOwn)
        report.blobs += keys.count
        report.legacy += keys.count - own.count
        let files = own.filter { FilePath.original(ofThumbnail: $0.text) == nil }
        let known = Set(try await catalog.records(of: files).map(\.key))
        if name == .primary { report.known += known.count }
        var looks: [RebuildLook] = []
        try await files.filter { !known.contains($0) }.concurrently(width: Self.width) {
            try await look(at: $0, listedBy: name)
        } each: {
            looks.append($1)
        }
        let written = Set(try await catalog.restore(looks.compactMap(\.record), at: clock.now()))
        let now = clock.now()
        for look in looks {
            look.remarks.forEach(told)
            report.count(look, isWritten: look.record.map { written.contains($0.key) } ?? false, at: now)
        }
    }
}

extension RebuildReport {
    fileprivate mutating func count(_ look: RebuildLook, isWritten: Bool, at now: Timestamp) {
        if look.isRefused { refused += 1 }
        guard let record = look.record, isWritten else { return }
        restored += 1
        if look.remarks.contains(where: { $0.reason == .unlabelled }) { unlabelled += 1 }
        if !record.isServed(at: now) { expired += 1 }
        if let project = record.project { projects[project, default: 0] += 1 }
    }
}
