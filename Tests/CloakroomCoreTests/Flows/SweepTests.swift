import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct SweepTests {
    private let world = World()

    @Test func aDeletedFileIsGoneAtOnceAndItsBytesWithTheSweep() async throws {
        let record = try await world.asset("x")
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(await world.refusal { _ = try await world.read(record.path) } == .fileNotFound)
        #expect(world.primary.keys.count == 2)
        let report = try await world.cloakroom.sweep()
        #expect(report.files == 1 && report.bytes == 6 && report.postponed == 0)
        #expect(world.primary.keys.isEmpty)
        #expect(await world.catalog.records.isEmpty)
    }

    @Test func whoMayNotDeleteIsToldThatThereIsNothing() async throws {
        let record = try await world.chat("x")
        let kind = await world.refusal { try await world.cloakroom.retire(record.path, by: World.stranger) }
        #expect(kind == .fileNotFound)
        #expect(try await world.read(record.path) == "x")
    }

    @Test func deletingTwiceIsNotFoundTheSecondTime() async throws {
        let record = try await world.chat("x")
        try await world.cloakroom.retire(record.path, by: World.owner)
        let kind = await world.refusal { try await world.cloakroom.retire(record.path, by: World.owner) }
        #expect(kind == .fileNotFound)
    }

    @Test func whatAStoreCouldNotEraseComesAgain() async throws {
        let record = try await world.chat("x")
        world.advance(seconds: 60)
        world.primaryFront.fail()
        #expect(try await world.cloakroom.sweep().postponed == 1)
        world.primaryFront.heal()
        #expect(try await world.cloakroom.sweep().files == 0)
        world.advance(seconds: Cloakroom.sweepClaim)
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(!world.primary.keys.contains(record.key))
    }

    @Test(arguments: [0, 1])
    func oneSweepErasesManyBatches(_ more: Int) async throws {
        let count = 2 * Cloakroom.sweepBatch + more
        for _ in 0..<count { _ = try await world.chat("x") }
        let kept = try await world.asset("y")
        world.advance(seconds: 60)
        var reported: [Int] = []
        let report = try await world.cloakroom.sweep { reported.append($0.files) }
        #expect(report.files == count && report.bytes == count && report.postponed == 0)
        #expect(reported == Array([0, 500, 1000, 1001].prefix(3 + more)))
        #expect(Set(world.primary.keys) == Set(kept.keys))
        #expect(await world.catalog.records.map(\.key) == [kept.key])
    }

    @Test func whatASweepClaimedThatDiedIsErasedByTheNextOne() async throws {
        let record = try await world.chat("x")
        try await world.cloakroom.retire(record.path, by: World.owner)
        _ = try await world.catalog.due(at: world.cloakroom.now, limit: 1, claim: Cloakroom.sweepClaim, by: "dead")
        #expect(try await world.cloakroom.sweep().files == 0)
        world.spool.bury(["dead"])
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty)
    }

    @Test func onlyWhatADeadProcessReservedIsFinishedByOthers() async throws {
        for owner in ["dead", "alive"] {
            var record = try await world.chat(owner)
            try await world.cloakroom.retire(record.path, by: World.owner)
            _ = try await world.cloakroom.sweep()
            record.state = .reserved
            record.lease = Record.Lease(owner: owner, until: world.cloakroom.now.adding(seconds: 1000))
            try await world.catalog.reserve(record)
        }
        world.spool.bury(["dead"])
        let report = try await world.cloakroom.sweep()
        #expect(report.abandonedOwners == 1 && report.files == 1)
        #expect(await world.catalog.records.map { $0.lease?.owner } == ["alive"])
        #expect(try await world.spool.abandonedOwners().isEmpty)
    }

    @Test func aLegacyFileIsDeletedInBothStores() async throws {
        let path = "uploads/projects/\(world.project)/files/1/old.txt"
        let key = try #require(BlobKey(path))
        try await world.spool.put([1], as: key, in: world.primary)
        try await world.spool.put([1], as: key, in: world.secondary)
        try await world.cloakroom.retire(path, by: World.owner)
        #expect(await world.refusal { _ = try await world.read(path) } == .fileNotFound)
        _ = try await world.cloakroom.sweep()
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }

    @Test func aDryLookTellsWhatASweepWouldFind() async throws {
        _ = try await world.chat("hello")
        #expect(try await world.cloakroom.backlog().files == 0)
        world.advance(seconds: 61)
        let backlog = try await world.cloakroom.backlog()
        #expect(backlog.files == 1 && backlog.bytes == 5)
    }
}
