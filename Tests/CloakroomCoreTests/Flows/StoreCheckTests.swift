import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct StoreCheckTests {
    private let world = World()

    @Test func aWorldInOrderHasNoFindings() async throws {
        _ = try await world.asset("x")
        _ = try await world.avatar("me")
        let (report, findings) = try await world.check()
        #expect(findings.isEmpty && report.isClean)
        #expect(report.files == 2 && report.blobs == 4 && report.pending == 0 && report.legacy == 0)
    }

    @Test func whatWaitsForASweepIsNoFinding() async throws {
        let deleted = try await world.chat("deleted")
        try await world.cloakroom.retire(deleted.path, by: World.owner)
        let expired = try await world.chat("expired")
        _ = await world.primary.erase([expired.key])
        world.advance(seconds: 60)
        let (report, findings) = try await world.check()
        #expect(findings.isEmpty && report.pending == 2 && report.files == 0)
    }

    @Test func anUploadUnderWayIsNoFinding() async throws {
        var record = try await world.chat("x")
        try await world.forgetRow(record)
        record.state = .reserved
        record.lease = Record.Lease(owner: "somebody", until: world.cloakroom.now.adding(seconds: 100))
        try await world.catalog.reserve(record)
        #expect(try await world.check().findings.isEmpty)
        _ = await world.primary.erase([record.key])
        #expect(try await world.check().findings.isEmpty)
    }

    @Test func aRowWithoutBytesIsLost() async throws {
        let record = try await world.asset("x")
        _ = await world.primary.erase([record.key])
        for repairs in [false, true] {
            let (report, findings) = try await world.check(.init(repairs: repairs))
            #expect(findings == [Finding(.missing, in: .primary, record.key, .lost)])
            #expect(!report.isClean)
        }
        #expect(try await world.catalog.find(path: record.path)?.state == .live)
    }

    @Test func aCopyThatOnlyTheOtherStoreHasIsRestored() async throws {
        let record = try await world.asset("hello")
        for blob in record.blobs { try await world.copyToSecondary(blob) }
        _ = await world.primary.erase(record.keys)
        let missing = record.keys.map { Finding(.missing, in: .primary, $0, .repairable) }
        #expect(try await world.check().findings == missing)
        let (report, findings) = try await world.check(.init(repairs: true))
        #expect(findings.map(\.outcome) == [.repaired, .repaired] && report.isClean)
        #expect(world.primary.keys == Set(record.keys) && world.secondary.keys == Set(record.keys))
        #expect(try await world.primary.content(of: record.key, .whole(5)) == Array("hello".utf8))
        #expect(try await world.check().findings.isEmpty)
        #expect(world.spool.files.isEmpty)
    }

    /// Primary is read first, whether or not it should have the file.
    @Test(arguments: [Record.Holders.primary, .secondary, .both])
    func aDamagedCopyGivesWayToTheGoodOne(holders: Record.Holders) async throws {
        let record = try await world.placed("hello", heldBy: holders)
        try await world.spool.put(Array("hell".utf8), as: record.key, in: world.primary)
        try await world.spool.put(Array("hello".utf8), as: record.key, in: world.secondary)
        #expect(try await world.check().findings == [Finding(.damaged, in: .primary, record.key, .repairable)])
        let (report, findings) = try await world.check(.init(repairs: true))
        #expect(findings == [Finding(.damaged, in: .primary, record.key, .repaired)] && report.isClean)
        #expect(try await world.secondary.content(of: record.key, .whole(5)) == Array("hello".utf8))
        #expect(world.primary.keys.contains(record.key) == holders.contains(.primary))
        #expect(try await world.check(.init(isDeep: true)).findings.isEmpty)
    }

    @Test func aDamagedCopyIsThereUntilTheGoodOneIs() async throws {
        let record = try await world.placed("hello", heldBy: .both)
        try await world.spool.put(Array("hell".utf8), as: record.key, in: world.primary)
        try await world.spool.put(Array("hello".utf8), as: record.key, in: world.secondary)
        world.primaryFront.fill()
        #expect(try await !world.check(.init(repairs: true)).report.isClean)
        #expect(try await world.primary.content(of: record.key, .whole(4)) == Array("hell".utf8))
    }

    /// Whoever is taking it home may be about to take away the copy that the repair would go by.
    @Test func aFileThatSomebodyIsCopyingIsNotRepaired() async throws {
        let record = try await world.placed("hello", heldBy: .secondary)
        try await world.spool.put(Array("hell".utf8), as: record.key, in: world.primary)
        try await world.spool.put(Array("hello".utf8), as: record.key, in: world.secondary)
        let lease = Record.Lease(owner: "other", until: world.cloakroom.now.adding(seconds: 100))
        _ = try await world.catalog.owed(at: world.cloakroom.now, limit: 1, lease: lease)
        let (report, findings) = try await world.check(.init(repairs: true))
        #expect(findings.map(\.outcome) == [.failed("somebody else is copying it")] && !report.isClean)
        #expect(world.primary.keys == [record.key])
    }

    @Test func onlyADeepLookSeesOtherBytesOfTheSameLength() async throws {
        let record = try await world.placed("hello", heldBy: .both)
        try await world.spool.put(Array("jello".utf8), as: record.key, in: world.primary)
        try await world.spool.put(Array("hello".utf8), as: record.key, in: world.secondary)
        #expect(try await world.check().findings.isEmpty)
        let (_, findings) = try await world.check(.init(isDeep: true, repairs: true))
        #expect(findings == [Finding(.damaged, in: .primary, record.key, .repaired)])
        #expect(try await world.primary.content(of: record.key, .whole(5)) == Array("hello".utf8))
    }

    @Test(arguments: [true, false])
    func withoutAGoodCopyNothingIsTouched(deep: Bool) async throws {
        let record = try await world.placed("hello", heldBy: .both)
        try await world.spool.put(Array("hell".utf8), as: record.key, in: world.primary)
        try await world.spool.put(Array("jello".utf8), as: record.key, in: world.secondary)
        let (report, findings) = try await world.check(.init(isDeep: deep, repairs: true))
        #expect(findings.allSatisfy { $0.outcome == .lost } && findings.count == (deep ? 2 : 1) && !report.isClean)
        #expect(try await world.primary.content(of: record.key, .whole(4)) == Array("hell".utf8))
        #expect(try await world.secondary.content(of: record.key, .whole(5)) == Array("jello".utf8))
    }

    @Test func whatAStoreCannotSayIsNotTakenForLost() async throws {
        let record = try await world.asset("x")
        world.primaryFront.health = .unreadable
        let (report, findings) = try await world.check(.init(repairs: true))
        #expect(findings.map(\.problem) == [.unreadable, .unreadable] && !report.isClean)
        #expect(!findings.contains { $0.outcome == .lost })
        #expect(world.primary.keys == Set(record.keys))
    }

    @Test func aStoreThatIsAwayEndsTheCheck() async throws {
        _ = try await world.asset("x")
        world.secondaryFront.fail()
        #expect(await world.refusal { _ = try await world.check() } == .unavailable)
    }

    @Test func bytesOfOursWithoutARowAreKeptUnlessToldOtherwise() async throws {
        let record = try await world.asset("x")
        let avatar = try await world.avatar("me")
        try await world.forgetRow(record)
        try await world.forgetRow(avatar)
        let keys = Set(record.keys + avatar.keys)
        for repairs in [false, true] {
            let (report, findings) = try await world.check(.init(repairs: repairs))
            #expect(findings.allSatisfy { $0.problem == .orphan && $0.store == .primary && $0.outcome == .kept })
            #expect(Set(findings.map(\.key)) == keys && !report.isClean)
            #expect(world.primary.keys == keys)
        }
        #expect(try await world.check(.init(repairs: true, erasesOrphans: true)).report.isClean)
        #expect(world.primary.keys.isEmpty)
    }

    @Test func filesOfAnEarlierSystemAreCountedAndNeverErased() async throws {
        let keys = try ["uploads/projects/\(world.project)/files/5c0ab9d0-5f2e-4a5c-8a3b-1b5f0c6f7a11/a.png", "x"].map {
            try #require(BlobKey($0))
        }
        for key in keys { try await world.spool.put([1], as: key, in: world.secondary) }
        let (report, findings) = try await world.check(.init(repairs: true, erasesOrphans: true))
        #expect(findings.isEmpty && report.legacy == 2 && report.isClean)
        #expect(world.secondary.keys == Set(keys))
    }

    @Test func aThumbnailWithoutARowIsAnOrphanBesideItsOriginal() async throws {
        let record = try await world.chat("x")
        let stray = try #require(BlobKey(FilePath.thumbnail(of: record.key.text)))
        try await world.spool.put([1], as: stray, in: world.secondary)
        #expect(try await world.check().findings == [Finding(.orphan, in: .secondary, stray, .kept)])
    }
}

// MARK: What happens while the check looks

extension StoreCheckTests {
    @Test(arguments: [MeddledCatalog.Moment.afterPage, .beforeLookup])
    func aFileDeletedAndSweptMeanwhileIsNoFinding(moment: MeddledCatalog.Moment) async throws {
        let record = try await world.asset("x")
        let catalog = MeddledCatalog(world.catalog, moment) { [world] in
            try await world.cloakroom.retire(record.path, by: World.owner)
            _ = try await world.cloakroom.sweep()
        }
        #expect(try await world.check(on: catalog).findings.isEmpty)
        #expect(world.primary.keys.isEmpty)
    }

    @Test(arguments: [MeddledCatalog.Moment.afterPage, .beforeLookup])
    func aFileThatCameInMeanwhileIsNoFinding(moment: MeddledCatalog.Moment) async throws {
        _ = try await world.asset("x")
        let catalog = MeddledCatalog(world.catalog, moment) { [world] in _ = try await world.asset("y") }
        #expect(try await world.check(on: catalog).findings.isEmpty)
        #expect(world.primary.keys.count == 4)
    }

    @Test func aCopyRestoredForAFileThatIsSweptMeanwhileDoesNotStay() async throws {
        let record = try await world.placed("hello", heldBy: .both)
        try await world.spool.put(Array("hello".utf8), as: record.key, in: world.secondary)
        let late = MeddledStore(world.primary) { [world] in
            try await world.cloakroom.retire(record.path, by: World.owner)
            _ = try await world.cloakroom.sweep()
        }
        _ = try await world.check(.init(repairs: true), primary: late)
        #expect(world.primary.keys.isEmpty)
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }
}
