import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct ReplicationTests {
    private func expectBoth(_ world: World, _ records: [Record]) async throws {
        #expect(world.primary.keys == Set(records.flatMap(\.keys)) && world.secondary.keys == world.primary.keys)
        #expect(await world.catalog.records.allSatisfy { $0.holders == .both && $0.debt == nil })
        #expect(try await world.catalog.owedCopies() == OwedCopies())
        for store in [world.primary, world.secondary] {
            for record in records {
                #expect(try await store.content(of: record.key, .whole(record.size)) == Array("hello".utf8))
            }
        }
        #expect(world.spool.files.isEmpty)
    }

    @Test func withoutReplicationPrimaryAloneHasAFile() async throws {
        let world = World()
        let record = try await world.asset("hello")
        #expect(record.debt == nil && world.secondary.keys.isEmpty)
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        #expect(world.secondary.keys.isEmpty)
    }

    @Test func anAsynchronousCopyIsOwedFromTheUploadOnAndMadeSoon() async throws {
        let world = World(replication: .async)
        let record = try await world.asset("hello")
        #expect(record.holders == .primary && record.debt?.stores == .secondary && world.secondary.keys.isEmpty)
        #expect(try await world.catalog.find(path: record.path)?.debt == record.debt)
        #expect(try await world.cloakroom.copyOwed() == OwedReport(files: 1, bytes: 10, postponed: 0))
        try await expectBoth(world, [record])
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
    }

    @Test func aSynchronousUploadIsInBothStoresWhenItReturns() async throws {
        let world = World(replication: .sync)
        let record = try await world.asset("hello")
        #expect(record.holders == .both && record.debt == nil)
        try await expectBoth(world, [record])
    }

    /// An upload that one store has is durable: it is acknowledged, and the other store is owed its copy.
    @Test(arguments: [Replication.async, .sync], StoreName.allCases)
    func whatOneStoreRefusesItGetsLater(replication: Replication, failing: StoreName) async throws {
        let world = World(replication: replication)
        let front = failing == .primary ? world.primaryFront : world.secondaryFront
        front.fail()
        let record = try await world.asset("hello")
        let expected = replication == .async && failing == .secondary ? Record.Holders.primary : failing.other.holder
        #expect(record.holders == expected && record.debt?.stores == failing.holder)
        #expect(try await world.read(record.path) == "hello")
        _ = try await world.cloakroom.copyOwed()
        #expect(try await world.catalog.owedCopies() != OwedCopies())
        front.heal()
        world.advance(seconds: Cloakroom.copyPauses.upperBound)
        #expect(try await world.cloakroom.copyOwed().files == 1)
        try await expectBoth(world, [record])
    }

    @Test(arguments: [Replication.async, .sync])
    func whenBothStoresRefuseNothingStays(replication: Replication) async throws {
        let world = World(replication: replication)
        world.primaryFront.fill()
        world.secondaryFront.fail()
        #expect(await world.refusal { _ = try await world.asset("hello") } == .noSpace)
        world.primaryFront.heal()
        world.secondaryFront.heal()
        _ = try await world.cloakroom.sweep()
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
        #expect(await world.catalog.records.isEmpty)
    }

    @Test func aFileWhoseBytesMayBeLostIsNotKeptByTheOtherStore() async throws {
        let world = World(replication: .sync)
        world.secondaryFront.health = .losing
        #expect(await world.refusal { _ = try await world.asset("hello") } == .spoolLost)
        _ = try await world.cloakroom.sweep()
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }

    @Test(arguments: Replication.allCases)
    func aDeleteErasesBothCopies(replication: Replication) async throws {
        let world = World(replication: replication)
        let record = try await world.asset("hello")
        _ = try await world.cloakroom.copyOwed()
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }

    @Test func aFileDeletedWhileACopyIsOwedLeavesNothing() async throws {
        let world = World(replication: .async)
        let record = try await world.asset("hello")
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
        #expect(try await world.catalog.owedCopies() == OwedCopies())
    }

    @Test func aStoreThatIsDownHoldsUpNoUpload() async throws {
        let world = World(replication: .async)
        world.secondaryFront.fail()
        for _ in 0..<20 { _ = try await world.asset("hello") }
        for _ in 0..<20 {
            _ = try await world.cloakroom.copyOwed()
            world.advance(seconds: Cloakroom.copyPauses.upperBound)
        }
        #expect(try await world.catalog.owedCopies().toSecondary == 20)
        world.secondaryFront.heal()
        #expect(try await world.cloakroom.copyOwed().files == 20)
        try await expectBoth(world, await world.catalog.records)
    }
}
