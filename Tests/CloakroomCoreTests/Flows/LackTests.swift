import CloakroomTesting
import Testing

@testable import CloakroomCore

/// What a reader missed in a store that should have it is put back.
@Suite struct LackTests {
    private let world = World(replication: .sync)

    /// A file of more than what is kept in memory, its thumbnail, and a reader's look at it.
    private func read(_ record: Record) async throws {
        let found = try await world.cloakroom.find(record.path, for: World.owner)
        try await world.cloakroom.rest(of: found, .whole(found.size), after: 0) { _ in }
    }

    private func repair() async throws -> OwedReport {
        try await world.cloakroom.oweLacks()
        return try await world.cloakroom.copyOwed()
    }

    @Test(arguments: ["missing", "short"])
    func aCopyThatPrimaryHasLostIsPutBack(damage: String) async throws {
        let record = try await world.asset("hello")
        _ = await world.primary.erase([record.key])
        if damage == "short" { try await world.spool.put(Array("hell".utf8), as: record.key, in: world.primary) }
        for _ in 0..<3 { try await read(record) }
        try await world.cloakroom.oweLacks()
        #expect(try await world.catalog.owedCopies().toPrimary == 1)
        #expect(try await world.check().findings.map(\.problem) == (damage == "short" ? [.damaged] : []))
        #expect(try await repair().files == 1)
        #expect(try await world.primary.content(of: record.key, .whole(5)) == Array("hello".utf8))
        #expect(world.secondary.keys == Set(record.keys))
        #expect(await world.catalog.records.map(\.holders) == [.both])
        world.advance(seconds: 1)
        try await read(record)
        #expect(try await repair() == OwedReport())
    }

    @Test func aThumbnailThatPrimaryHasLostIsPutBack() async throws {
        let record = try await world.asset("hello")
        let thumbnail = try #require(record.thumbnail)
        _ = await world.primary.erase([thumbnail.key])
        #expect(try await world.read(FilePath.thumbnail(of: record.path)) == "small")
        #expect(try await repair().files == 1)
        #expect(world.primary.keys == Set(record.keys))
    }

    @Test func aCopyThatSecondaryHasLostIsPutBackWhenPrimaryIsBack() async throws {
        let record = try await world.asset("hello")
        _ = await world.secondary.erase([record.key])
        world.primaryFront.fail()
        #expect(await world.refusal { try await read(record) } == .unavailable)
        world.primaryFront.heal()
        #expect(try await repair().files == 1)
        #expect(world.secondary.keys == Set(record.keys))
    }

    /// As after primary was exchanged for an empty store.
    @Test func withoutReplicationPrimaryGetsItsCopyAndSecondaryKeepsWhatItHas() async throws {
        let world = World()
        let record = try await world.asset("hello")
        for blob in record.blobs { try await world.copyToSecondary(blob) }
        _ = await world.primary.erase(record.keys)
        #expect(try await world.read(record.path) == "hello")
        try await world.cloakroom.oweLacks()
        #expect(try await world.cloakroom.copyOwed().files == 1)
        #expect(world.primary.keys == Set(record.keys) && world.secondary.keys == Set(record.keys))
        #expect(await world.catalog.records.map(\.holders) == [.primary])
    }

    @Test func whatFellToSecondaryIsNotMissedInPrimary() async throws {
        let world = World()
        world.primaryFront.fail()
        let record = try await world.asset("hello")
        world.primaryFront.heal()
        #expect(try await world.read(record.path) == "hello")
        #expect(world.cloakroom.lacks.takeAll().isEmpty)
    }

    @Test func aStoreThatFailsLacksNothing() async throws {
        let record = try await world.asset("hello")
        world.primaryFront.fail()
        try await read(record)
        #expect(world.cloakroom.lacks.takeAll().isEmpty)
    }

    @Test func whatNeitherStoreHasIsOwedToNobody() async throws {
        let record = try await world.asset("hello")
        _ = await world.primary.erase([record.key])
        _ = await world.secondary.erase([record.key])
        await #expect(throws: CloakroomError.self) { try await read(record) }
        try await world.cloakroom.oweLacks()
        #expect(try await world.catalog.owedCopies() == OwedCopies())
        #expect(try await world.check().findings.count == 2)
    }

    /// A check must not take comfort from a debt that nobody can pay.
    @Test func whatIsOwedAndLostIsAFinding() async throws {
        let record = try await world.asset("hello")
        try await world.catalog.owe(record.key, to: .primary, at: world.cloakroom.now)
        _ = await world.primary.erase([record.key])
        #expect(try await world.check().findings.isEmpty)
        #expect(try await world.check().report.owed == 1)
        _ = await world.secondary.erase([record.key])
        #expect(try await world.check().findings.count == 2)
    }

    @Test func whatReadersMissedIsNotForgottenWhileTheCatalogFails() async throws {
        let record = try await world.asset("hello")
        _ = await world.primary.erase([record.key])
        try await read(record)
        await world.catalog.fail(with: CloakroomError(.unavailable))
        await #expect(throws: CloakroomError.self) { try await world.cloakroom.oweLacks() }
        await world.catalog.fail(with: nil)
        #expect(try await repair().files == 1)
    }

    @Test func aDeletedFileIsNotPutBack() async throws {
        let record = try await world.asset("hello")
        _ = await world.primary.erase([record.key])
        try await read(record)
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(try await repair() == OwedReport())
        _ = try await world.cloakroom.sweep()
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }
}
