import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

/// What fell to secondary goes home by itself, whatever happens on the way.
@Suite struct HomeTests {
    private let world = World()

    /// An asset with its thumbnail that primary refused.
    private func away(_ text: String = "x") async throws -> Record {
        world.primaryFront.fail()
        let record = try await world.asset(text)
        world.primaryFront.heal()
        return record
    }

    private func expectHome(_ record: Record, _ text: String = "x") async throws {
        #expect(world.primary.keys == Set(record.keys) && world.secondary.keys.isEmpty)
        #expect(await world.catalog.records.map(\.holders) == [.primary])
        #expect(try await world.catalog.owedCopies() == OwedCopies())
        #expect(try await world.read(record.path) == text)
        #expect(try await world.read(FilePath.thumbnail(of: record.path)) == "small")
        #expect(world.spool.files.isEmpty)
    }

    @Test func aFileGoesHomeWithItsThumbnail() async throws {
        let record = try await away()
        let report = try await world.cloakroom.copyOwed()
        #expect(report == OwedReport(files: 1, bytes: 6, postponed: 0))
        try await expectHome(record)
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
    }

    @Test func manyFilesGoHomeInOneGo() async throws {
        world.primaryFront.fill()
        for number in 0..<(2 * Cloakroom.owedBatch + 1) { _ = try await world.chat("\(number)") }
        world.primaryFront.heal()
        #expect(try await world.cloakroom.copyOwed().files == 2 * Cloakroom.owedBatch + 1)
        #expect(world.secondary.keys.isEmpty)
    }

    @Test func whatPrimaryStillRefusesStaysAndComesAgain() async throws {
        world.primaryFront.fill()
        var records: [Record] = []
        for number in 0..<(2 * Cloakroom.owedWidth) { records.append(try await world.chat("\(number)")) }
        let reads = world.secondaryFront.calls
        #expect(try await world.cloakroom.copyOwed().postponed == records.count)
        #expect(world.secondaryFront.calls <= reads + Cloakroom.owedWidth)
        #expect(await world.catalog.records.allSatisfy { $0.holders == .secondary })
        world.primaryFront.heal()
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        world.advance(seconds: Cloakroom.copyPauses.lowerBound)
        #expect(try await world.cloakroom.copyOwed().files == records.count)
    }

    /// The pauses double, up to a limit.
    @Test func theLongerACopyIsOwedTheLongerItWaitsForItsNextTry() async throws {
        _ = try await away()
        world.primaryFront.fill()
        var pauses: [Int64] = []
        for _ in 0..<10 {
            #expect(try await world.cloakroom.copyOwed().postponed == 1)
            let began = world.cloakroom.now
            while await !world.catalog.mayCopy(at: world.cloakroom.now) { world.advance(seconds: 1) }
            pauses.append(world.cloakroom.now.since(began) / 1000)
        }
        #expect(pauses == [5, 5, 10, 20, 40, 80, 160, 320, 600, 600])
    }

    @Test func aStoreThatIsLeftAloneIsNotAskedToTakeAnythingHome() async throws {
        world.primaryFront.fail()
        for _ in 0..<CircuitBreaker.tolerance { _ = try await world.chat("x") }
        let calls = (world.primaryFront.calls, world.secondaryFront.calls)
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        #expect((world.primaryFront.calls, world.secondaryFront.calls) == calls)
    }

    @Test func aDamagedCopyIsNeverTakenHomeAndHoldsUpNobody() async throws {
        let damaged = try await away("damaged")
        _ = await world.secondary.erase([damaged.key])
        try await world.spool.put(Array("DAMAGED".utf8), as: damaged.key, in: world.secondary)
        world.advance(seconds: 1)
        let other = try await away("x")
        let report = try await world.cloakroom.copyOwed()
        #expect(report.files == 1 && report.postponed == 1)
        #expect(world.primary.keys == Set(other.keys))
        #expect(world.secondary.keys == Set(damaged.keys))
    }

    /// Each point at which a carrier may die: what it had done, and that whoever comes after it finishes the work.
    @Test(arguments: ["claimed", "one copied", "all copied", "one erased", "all erased", "wrong bytes at home"])
    func whatADeadProcessBeganIsFinished(_ point: String) async throws {
        let record = try await away()
        let lease = Record.Lease(owner: "dead", until: world.cloakroom.now.adding(seconds: Cloakroom.lease))
        #expect(try await world.catalog.owed(at: world.cloakroom.now, limit: 1, lease: lease).count == 1)
        let thumbnail = try #require(record.thumbnail)
        if point == "wrong bytes at home" {
            try await world.spool.put(Array("y".utf8), as: record.key, in: world.primary)
        } else if point != "claimed" {
            try await world.spool.put(Array("x".utf8), as: record.key, in: world.primary)
            if point != "one copied" {
                try await world.spool.put(Array("small".utf8), as: thumbnail.key, in: world.primary)
            }
            if point.hasSuffix("erased") { _ = await world.secondary.erase([record.key]) }
            if point == "all erased" { _ = await world.secondary.erase([thumbnail.key]) }
        }
        #expect(try await world.cloakroom.copyOwed() == OwedReport())
        world.spool.bury(["dead"])
        _ = try await world.cloakroom.sweep()
        #expect(try await world.cloakroom.copyOwed().files == 1)
        try await expectHome(record)
    }

    @Test(arguments: [true, false])
    func aFileDeletedOnItsWayHomeLeavesNothing(carrierLives: Bool) async throws {
        let record = try await away()
        let lease = Record.Lease(owner: "other", until: world.cloakroom.now.adding(seconds: 100))
        _ = try await world.catalog.owed(at: world.cloakroom.now, limit: 1, lease: lease)
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(await world.refusal { _ = try await world.read(record.path) } == .fileNotFound)
        #expect(try await world.cloakroom.sweep().files == 0)
        for blob in record.blobs {
            try await world.cloakroom.stores.copy(blob, to: .primary, through: world.spool)
        }
        if carrierLives {
            let now = world.cloakroom.now
            let isSettled = try await world.catalog.settle(
                record.key, gained: .primary, lost: [], again: now, by: "other", at: now)
            #expect(isSettled)
        } else {
            world.advance(seconds: 100)
        }
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
        #expect(await world.catalog.records.isEmpty)
    }

    /// Another node took the carrier for dead, and the file was deleted, swept and forgotten before the copy came.
    @Test func aCopyThatComesTooLateIsWithdrawn() async throws {
        let catalog = MemoryCatalog()
        let home = MemoryStore()
        let owner = world.spool.owner
        let store = MeddledStore(home) {
            for record in await catalog.records {
                try await catalog.endLeases(of: owner, at: record.created)
                #expect(try await catalog.retire(record.key, at: record.created))
                try await catalog.forget([record.key])
            }
        }
        let late = World(catalog: catalog, primary: store)
        #expect(late.spool.owner == owner)
        var record = try await world.chat("x")
        record.lease = nil
        try await catalog.reserve(record)
        try await catalog.publish(record.key, heldBy: .secondary, at: late.cloakroom.now)
        try await late.spool.put(Array("x".utf8), as: record.key, in: late.secondary)
        _ = try await late.cloakroom.copyOwed()
        #expect(await catalog.records.isEmpty)
        #expect(home.keys.isEmpty && late.secondary.keys.isEmpty)
    }

    @Test func aReaderWhoMissesTheFileInBothStoresLooksInPrimaryOnceMore() async throws {
        let record = try await away()
        let store = MovingStore(primary: world.primary, secondary: world.secondary, spool: world.spool)
        let pair = StorePair(primary: store.first, secondary: store.second)
        var text = ""
        try await pair.read(record.key, .whole(1)) { text += String(buffer: $0) }
        #expect(text == "x")
    }
}
