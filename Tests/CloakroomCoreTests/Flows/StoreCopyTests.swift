import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

@Suite struct StoreCopyTests {
    private let world = World()
    private let elsewhere = MemoryStore()

    private func copy(
        from source: StoreCopy.End? = nil, to target: StoreCopy.End? = nil, moves: Bool = false, catalog: Bool = true,
        failed: (CopyFailure) -> Void = { Issue.record("\($0.key): \($0.error)") }
    ) async throws -> CopyReport {
        let copy = StoreCopy(
            from: source ?? primary, to: target ?? .init(elsewhere), catalog: catalog ? world.catalog : nil,
            spool: world.spool, clock: WallClock { [world] in world.cloakroom.now }, pause: .zero,
            options: .init(moves: moves, width: 3))
        return try await copy.run(failed: failed)
    }

    private var primary: StoreCopy.End { .init(world.primaryFront, name: .primary) }
    private var secondary: StoreCopy.End { .init(world.secondaryFront, name: .secondary) }

    private func report(_ change: (inout CopyReport) -> Void) -> CopyReport {
        var report = CopyReport()
        change(&report)
        return report
    }

    private func files(_ count: Int) async throws -> [Record] {
        var records: [Record] = []
        for number in 0..<count { records.append(try await world.asset("\(number)")) }
        return records
    }

    @Test func everyFileIsCopiedWithItsThumbnailAndStaysWhereItWas() async throws {
        let records = try await files(10)
        let report = try await copy()
        #expect(report == self.report { ($0.copied, $0.bytes) = (20, 60) })
        #expect(elsewhere.keys == Set(records.flatMap(\.keys)) && world.primary.keys == elsewhere.keys)
        for (number, record) in records.enumerated() {
            #expect(try await elsewhere.content(of: record.key, .whole(1)) == Array("\(number)".utf8))
        }
        #expect(world.spool.files.isEmpty)
        #expect(await world.catalog.records.allSatisfy { $0.holders == .primary && $0.debt == nil })
    }

    @Test func aSecondRunPassesOverWhatIsThere() async throws {
        let records = try await files(4)
        _ = try await copy()
        _ = await elsewhere.erase(records[0].keys)
        let report = try await copy()
        #expect(report == self.report { ($0.copied, $0.bytes, $0.present) = (2, 6, 6) })
    }

    @Test func aCopyWithinThePairIsKnownToTheCatalog() async throws {
        _ = try await files(3)
        _ = try await copy(to: secondary)
        #expect(world.secondary.keys == world.primary.keys)
        #expect(await world.catalog.records.map(\.holders) == [.both, .both, .both])
        #expect(try await world.check(.init(isDeep: true)).findings.isEmpty)
    }

    @Test func aCopyPaysWhatIsOwed() async throws {
        let world = World(replication: .async)
        _ = try await world.asset("x")
        let copy = StoreCopy(
            from: .init(world.primary, name: .primary), to: .init(world.secondary, name: .secondary),
            catalog: world.catalog, spool: world.spool, clock: WallClock { world.cloakroom.now })
        #expect(try await copy.run().copied == 2)
        #expect(try await world.catalog.owedCopies() == OwedCopies())
        #expect(await world.catalog.records.map(\.holders) == [.both])
    }

    @Test func bytesThatACutOffCopyLeftInThePairAreLookedAtBeforeTheyCount() async throws {
        let records = try await files(2)
        try await world.spool.put(Array("0".utf8), as: records[0].key, in: world.secondary)
        try await world.spool.put(Array("?".utf8), as: records[1].key, in: world.secondary)
        let report = try await copy(to: secondary)
        #expect(report.present == 1 && report.copied == 3)
        #expect(try await world.secondary.content(of: records[1].key, .whole(1)) == Array("1".utf8))
        #expect(await world.catalog.records.map(\.holders) == [.both, .both])
    }

    @Test func aMoveLeavesNothingBehindAndTheCatalogKnows() async throws {
        let records = try await files(5)
        let report = try await copy(to: secondary, moves: true)
        #expect(report == self.report { ($0.copied, $0.bytes, $0.moved) = (10, 30, 10) })
        #expect(world.primary.keys.isEmpty && world.secondary.keys == Set(records.flatMap(\.keys)))
        #expect(await world.catalog.records.allSatisfy { $0.holders == .secondary })
        #expect(try await world.read(records[0].path) == "0")
        try await world.cloakroom.oweLacks()
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        #expect(try await world.check().findings.isEmpty)
    }

    /// As when the old primary has become secondary, and an empty store primary.
    @Test func filesMoveIntoANewPrimaryWhileTheyAreServed() async throws {
        let records = try await files(5)
        for record in records {
            for blob in record.blobs { try await world.copyToSecondary(blob) }
            _ = await world.primary.erase(record.keys)
        }
        let report = try await copy(from: secondary, to: primary, moves: true)
        #expect(report.copied == 10 && report.moved == 10)
        #expect(world.secondary.keys.isEmpty && world.primary.keys == Set(records.flatMap(\.keys)))
        #expect(await world.catalog.records.allSatisfy { $0.holders == .primary })
    }

    @Test(arguments: [true, false])
    func theLastGoodCopyStays(catalog: Bool) async throws {
        let records = try await files(2)
        let key = records[0].key
        try await world.spool.put(Array("?".utf8), as: key, in: elsewhere)
        let bad = BitFlippingStore(elsewhere, records[1].key)
        var failures: [BlobKey] = []
        let report = try await copy(to: .init(bad), moves: true, catalog: catalog) { failures.append($0.key) }
        // The catalog knows that what lay there was wrong; without it nothing is replaced.
        #expect(failures.contains(records[1].key) && failures.contains(key) == !catalog)
        #expect(report.failed == failures.count * (catalog ? 2 : 1))
        #expect(world.primary.keys.contains(records[1].key))
        #expect(world.primary.keys.contains(key) == !catalog)
    }

    /// What lies in the destination may be left of a copy that was cut off, and not survive power loss.
    @Test(arguments: [true, false])
    func whatIsThereAlreadyIsWrittenAnewBeforeTheSourceLosesIts(catalog: Bool) async throws {
        let records = try await files(1)
        _ = try await copy(to: secondary, catalog: catalog)
        world.secondaryFront.fill()
        _ = try? await copy(to: secondary, moves: true, catalog: catalog) { _ in }
        #expect(world.primary.keys == Set(records[0].keys))
        world.secondaryFront.heal()
        let report = try await copy(to: secondary, moves: true, catalog: catalog)
        #expect(report.moved == 2 && world.primary.keys.isEmpty && world.secondary.keys == Set(records[0].keys))
    }

    @Test func aLostOriginalIsAFailureAndNotADeletion() async throws {
        let records = try await files(1)
        _ = await world.primary.erase([records[0].key])
        var failures: [BlobKey] = []
        let report = try await copy { failures.append($0.key) }
        #expect(failures == [records[0].key] && report.failed == 2 && report.gone == 0)
    }

    @Test func aFileThatIsDamagedInTheSourceIsNotCopied() async throws {
        let records = try await files(3)
        _ = await world.primary.erase([records[0].key])
        try await world.spool.put(Array("?".utf8), as: records[0].key, in: world.primary)
        var failures: [CopyFailure] = []
        let report = try await copy(moves: true) { failures.append($0) }
        #expect(failures.map(\.error.kind) == [.blobUnreadable] && report.failed == 2)
        #expect(world.primary.keys == Set(records[0].keys))
        #expect(!elsewhere.keys.contains(records[0].key))
    }

    @Test func filesWithoutARowAreCopiedAsTheyAre() async throws {
        let old = try #require(BlobKey("uploads/old/a.txt"))
        try await world.spool.put(Array("old".utf8), as: old, in: world.primary)
        _ = try await files(1)
        #expect(try await copy().copied == 3)
        #expect(try await elsewhere.content(of: old, .whole(3)) == Array("old".utf8))
        #expect(try await copy(moves: true).moved == 3)
        #expect(world.primary.keys.isEmpty)
    }

    @Test func anotherFileUnderTheNameOfOneWithoutARowIsNotReplaced() async throws {
        let old = try #require(BlobKey("uploads/old/a.txt"))
        for moves in [false, true] {
            for text in ["other", "OL", "OLD"] where moves || text != "OLD" {
                _ = await elsewhere.erase([old])
                _ = await world.primary.erase([old])
                try await world.spool.put(Array("old".utf8), as: old, in: world.primary)
                try await world.spool.put(Array(text.utf8), as: old, in: elsewhere)
                var failures: [CopyFailure] = []
                #expect(try await copy(moves: moves) { failures.append($0) }.failed == 1)
                #expect(failures.map(\.error.kind) == [.conflict])
                let there = try await elsewhere.content(of: old, .whole(Int64(text.utf8.count)))
                #expect(there == Array(text.utf8))
                #expect(world.primary.keys == [old])
            }
        }
    }

    @Test(arguments: ["", "ol"])
    func whatACutOffRequestLeftOfAFileWithoutARowIsCompleted(text: String) async throws {
        let old = try #require(BlobKey("uploads/old/a.txt"))
        try await world.spool.put(Array("old".utf8), as: old, in: world.primary)
        try await world.spool.put(Array(text.utf8), as: old, in: elsewhere)
        #expect(try await copy(moves: true) == report { ($0.copied, $0.bytes, $0.moved) = (1, 3, 1) })
        #expect(try await elsewhere.content(of: old, .whole(3)) == Array("old".utf8))
    }

    @Test func whatWaitsForASweepOrIsUnderWayIsLeftAlone() async throws {
        let deleted = try await world.asset("deleted")
        try await world.cloakroom.retire(deleted.path, by: World.owner)
        _ = try await world.chat("expires")
        world.advance(seconds: 60)
        #expect(try await copy() == report { $0.pending = 3 })
        #expect(elsewhere.keys.isEmpty)
    }

    @Test func aFullDestinationEndsTheRun() async throws {
        _ = try await files(20)
        world.secondaryFront.fill()
        var failures = 0
        #expect(await world.refusal { _ = try await copy(to: secondary) { _ in failures += 1 } } == .noSpace)
        #expect((1...3).contains(failures))
        #expect(await world.catalog.records.allSatisfy { $0.holders == .primary })
        world.secondaryFront.heal()
        #expect(try await copy(to: secondary).copied == 40)
    }

    @Test func aStoreThatFailsAltogetherEndsTheRun() async throws {
        _ = try await files(50)
        world.secondaryFront.health = .unwritable
        var failures = 0
        #expect(await world.refusal { _ = try await copy(to: secondary) { _ in failures += 1 } } == .unavailable)
        #expect(failures < 10)
    }
}

// MARK: What happens while files are copied

extension StoreCopyTests {
    private func meddled(_ meddle: @escaping Once.Action) -> MeddledStore { MeddledStore(elsewhere, meddle: meddle) }

    @Test(arguments: [true, false])
    func aFileDeletedWhileItIsCopiedDoesNotComeBack(moves: Bool) async throws {
        let record = try await world.asset("x")
        let target = meddled { [world] in
            try await world.cloakroom.retire(record.path, by: World.owner)
            #expect(try await world.cloakroom.sweep().files == 0)
        }
        #expect(try await copy(to: .init(target), moves: moves) == report { $0.gone = 2 })
        #expect(elsewhere.keys.isEmpty)
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty)
        #expect(await world.catalog.records.isEmpty)
    }

    @Test func aFileDeletedWhileItIsCopiedWithinThePairLeavesNothing() async throws {
        let record = try await world.asset("x")
        let target = MeddledStore(world.secondary) { [world] in
            try await world.cloakroom.retire(record.path, by: World.owner)
        }
        #expect(try await copy(to: .init(target, name: .secondary)).gone == 2)
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }

    @Test(arguments: [true, false])
    func aFileWithoutARowDeletedWhileItIsCopiedDoesNotComeBack(catalog: Bool) async throws {
        let path = "uploads/projects/\(world.project)/files/1/old.txt"
        let old = try #require(BlobKey(path))
        try await world.spool.put(Array("old".utf8), as: old, in: world.primary)
        let target = meddled { [world] in
            try await world.cloakroom.retire(path, by: World.owner)
            if !catalog { _ = try await world.cloakroom.sweep() }
        }
        #expect(try await copy(to: .init(target), catalog: catalog) == report { $0.gone = 1 })
        #expect(elsewhere.keys.isEmpty)
    }

    @Test func aFileThatSomebodyElseIsCopyingIsLeftToHim() async throws {
        let record = try await world.asset("x")
        let lease = Record.Lease(owner: "other", until: world.cloakroom.now.adding(seconds: 100))
        _ = try await world.catalog.claim(record.key, at: world.cloakroom.now, lease: lease)
        var failures: [CopyFailure] = []
        _ = try await copy(moves: true) { failures.append($0) }
        #expect(failures.map(\.error.kind) == [.busy(retryAfter: 1)])
        #expect(elsewhere.keys.isEmpty && world.primary.keys == Set(record.keys))
        world.spool.bury(["other"])
        #expect(try await copy(moves: true).moved == 2)
    }

    /// Each of the two would take the other's copy for the one that stays.
    @Test func twoMovesInOppositeDirectionsLoseNothing() async throws {
        let records = try await files(20)
        async let one = copy(from: primary, to: secondary, moves: true) { _ in }
        async let other = copy(from: secondary, to: primary, moves: true) { _ in }
        _ = try await (one, other)
        for (number, record) in records.enumerated() { #expect(try await world.read(record.path) == "\(number)") }
        #expect(try await world.check(.init(isDeep: true)).findings.isEmpty)
    }

    @Test func aMoveThatDiedBetweenTwoErasuresIsFinishedByTheNext() async throws {
        let record = try await world.asset("x")
        for blob in record.blobs { try await world.copyToSecondary(blob) }
        _ = await world.primary.erase([try #require(record.thumbnail).key])
        #expect(try await copy(to: secondary, moves: true).failed == 0)
        #expect(world.primary.keys.isEmpty && world.secondary.keys == Set(record.keys))
        #expect(await world.catalog.records.map(\.holders) == [.secondary])
    }
}

/// A store in which one blob does not stay as it was handed in.
private struct BitFlippingStore: BlobStore, BlobListing {
    let inner: MemoryStore
    let key: BlobKey

    init(_ inner: MemoryStore, _ key: BlobKey) {
        self.inner = inner
        self.key = key
    }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.adopt(spool, as: key) }
    func replace(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.replace(spool, as: key) }

    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try await inner.read(key, span) { bytes in
            try await sink(key == self.key ? ByteBuffer(repeating: 0, count: bytes.readableBytes) : bytes)
        }
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? { try await inner.stat(key) }
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] { await inner.erase(keys) }
    func list(into sink: ([BlobKey]) async throws -> Void) async throws { try await inner.list(into: sink) }
}
