import CloakroomTesting
import NIOCore
import Synchronization
import Testing

@testable import CloakroomCore

extension World {
    func check(
        _ options: StoreCheck.Options = .init(), on catalog: (any RecordListing & CopyQueue)? = nil,
        primary: (any StoreCheck.Store)? = nil
    ) async throws -> (report: CheckReport, findings: [Finding]) {
        let check = StoreCheck(
            catalog ?? self.catalog, primary: primary ?? primaryFront, secondary: secondaryFront, spool: spool,
            clock: WallClock { self.cloakroom.now }, options: options)
        var findings: [Finding] = []
        let report = try await check.run { findings.append($0) }
        #expect(report.findings == findings.count)
        return (report, findings)
    }

    func copyToSecondary(_ blob: RecordedBlob) async throws {
        try await spool.put(primary.content(of: blob.key, .whole(blob.size)), as: blob.key, in: secondary)
    }

    /// The row of a chat file whose bytes are in no store yet.
    func placed(_ text: String, heldBy holders: Record.Holders) async throws -> Record {
        var record = try await chat(text)
        try await forgetRow(record)
        _ = await primary.erase([record.key])
        record.lease = nil
        try await catalog.reserve(record)
        try await catalog.publish(record.key, heldBy: holders, at: cloakroom.now)
        record.holders = holders
        return record
    }

    func forgetRow(_ record: Record) async throws {
        _ = try await catalog.retire(record.key, at: cloakroom.now)
        try await catalog.forget([record.key])
    }
}

/// A catalog to which something happens between two looks at it.
final class MeddledCatalog: RecordListing, CopyQueue {
    enum Moment { case afterPage, beforeLookup }

    private let inner: any RecordListing & CopyQueue
    private let moment: Moment
    private let meddle: Once

    init(_ inner: any RecordListing & CopyQueue, _ moment: Moment, meddle: @escaping Once.Action) {
        self.inner = inner
        self.moment = moment
        self.meddle = Once(meddle)
    }

    func records(after key: BlobKey?, limit: Int) async throws -> [Record] {
        let rows = try await inner.records(after: key, limit: limit)
        if moment == .afterPage { try await meddle.run() }
        return rows
    }

    func records(of keys: [BlobKey]) async throws -> [Record] {
        if moment == .beforeLookup { try await meddle.run() }
        return try await inner.records(of: keys)
    }

    func count() async throws -> Int { try await inner.count() }
}

extension MeddledCatalog {
    func owed(at now: Timestamp, limit: Int, lease: Record.Lease) async throws -> [Record] {
        try await inner.owed(at: now, limit: limit, lease: lease)
    }

    func claim(_ key: BlobKey, at now: Timestamp, lease: Record.Lease) async throws -> Record? {
        try await inner.claim(key, at: now, lease: lease)
    }

    func settle(
        _ key: BlobKey, gained: Record.Holders, lost: Record.Holders, again: Timestamp, by owner: String,
        at now: Timestamp
    ) async throws -> Bool {
        try await inner.settle(key, gained: gained, lost: lost, again: again, by: owner, at: now)
    }

    func owe(_ key: BlobKey, to stores: Record.Holders, at now: Timestamp) async throws {
        try await inner.owe(key, to: stores, at: now)
    }

    func owedCopies() async throws -> OwedCopies { try await inner.owedCopies() }
}

/// A store to which something happens just before it takes a file.
final class MeddledStore: BlobStore, BlobListing {
    private let inner: any StoreCheck.Store
    private let meddle: Once

    init(_ inner: any StoreCheck.Store, meddle: @escaping Once.Action) {
        self.inner = inner
        self.meddle = Once(meddle)
    }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await meddle.run()
        try await inner.adopt(spool, as: key)
    }

    func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await meddle.run()
        try await inner.replace(spool, as: key)
    }

    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try await inner.read(key, span, into: sink)
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? { try await inner.stat(key) }
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] { await inner.erase(keys) }
    func room() async throws -> Int64 { try await inner.room() }
    func list(into sink: ([BlobKey]) async throws -> Void) async throws { try await inner.list(into: sink) }
}

/// Something that is done the first time only.
final class Once: Sendable {
    typealias Action = @Sendable () async throws -> Void

    private let action: Action
    private let isDone = Atomic(false)

    init(_ action: @escaping Action) {
        self.action = action
    }

    func run() async throws {
        if !isDone.exchange(true, ordering: .relaxed) { try await action() }
    }
}
