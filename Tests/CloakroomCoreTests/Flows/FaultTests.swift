import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

/// Stores that fail, fill up and heal: what clients see, and what it costs.
@Suite struct FaultTests {
    private let world = World()

    @Test func aDeadStoreIsLeftAloneAndTriedAgain() async throws {
        world.primaryFront.fail()
        for _ in 0..<CircuitBreaker.tolerance { _ = try await world.chat("x") }
        let calls = world.primaryFront.calls
        for _ in 0..<20 { #expect(try await world.chat("x").holders == .secondary) }
        #expect(world.primaryFront.calls == calls)
        world.primaryFront.heal()
        world.advance(seconds: 1)
        #expect(try await world.chat("x").holders == .primary)
    }

    @Test func aStoreThatCanOnlyBeReadIsReadButNotWrittenTo() async throws {
        let record = try await world.chat("hello")
        world.primaryFront.health = .unwritable
        for _ in 0..<CircuitBreaker.tolerance {
            _ = try await world.chat("x")
            #expect(try await world.cloakroom.stores.stat(record.key) != nil)
        }
        let calls = world.primaryFront.calls
        for _ in 0..<20 { _ = try await world.chat("x") }
        #expect(world.primaryFront.calls == calls)
        #expect(try await world.read(record.path) == "hello")
        #expect(await world.cloakroom.readiness().primary == .failing)
        world.primaryFront.heal()
        world.advance(seconds: 1)
        #expect(await world.cloakroom.readiness().primary == .ok)
    }

    @Test func aFullStoreIsAliveAndOneBadFileIsNoBadStore() async throws {
        let record = try await world.chat("hello")
        world.primaryFront.fill()
        for _ in 0..<20 { _ = try await world.chat("x") }
        #expect(world.cloakroom.stores.first.isAdmitting)
        world.primaryFront.heal()
        let tooMuch = ByteSpan.whole(record.size + 1)
        for _ in 0..<20 {
            let kind = await world.refusal { try await world.cloakroom.stores.read(record.key, tooMuch) { _ in } }
            #expect(kind == .blobUnreadable)
        }
        #expect(world.cloakroom.stores.first.isAdmitting)
    }

    @Test func whoeverStopsReadingIsNoFailureOfTheStore() async throws {
        struct Gone: Error {}
        let record = try await world.chat("hello")
        for _ in 0..<20 {
            await #expect(throws: Gone.self) {
                try await world.cloakroom.stores.read(record.key, .whole(5)) { _ in throw Gone() }
            }
        }
        #expect(world.cloakroom.stores.first.isAdmitting)
    }

    @Test func aSlowReaderDoesNotHoldUpTheOthersWhileAStoreIsTried() async throws {
        let record = try await world.chat("hello")
        world.primaryFront.fail()
        for _ in 0..<CircuitBreaker.tolerance {
            _ = await world.refusal { try await world.cloakroom.stores.read(record.key, .whole(5)) { _ in } }
        }
        world.primaryFront.heal()
        world.advance(seconds: 1)
        try await world.cloakroom.stores.read(record.key, .whole(5)) { _ in
            let other = try await world.read(record.path)
            #expect(other == "hello")
        }
    }

    @Test func whatCannotBeMadeDurableIsNotTriedElsewhere() async throws {
        world.primaryFront.health = .losing
        #expect(await world.refusal { _ = try await world.asset("x") } == .spoolLost)
        #expect(world.secondaryFront.calls == 0)
        #expect(await world.catalog.records.allSatisfy { $0.state == .retired })
    }

    @Test func roomIsAskedForBeforeTheFirstByte() async throws {
        try await world.cloakroom.checkRoom(for: 50)
        world.primaryFront.fill()
        world.secondaryFront.fill()
        world.advance(seconds: 1)
        #expect(await world.refusal { try await world.cloakroom.checkRoom(for: 50) } == .noSpace)
        world.secondaryFront.heal()
        try await world.cloakroom.checkRoom(for: 50)
        world.advance(seconds: 1)
        world.primaryFront.fail()
        world.secondaryFront.fail()
        #expect(await world.refusal { try await world.cloakroom.checkRoom(for: 50) } == .unavailable)
    }

    @Test func roomIsAskedForOnceASecond() async throws {
        try await world.cloakroom.checkRoom(for: 50)
        let calls = world.primaryFront.calls
        for _ in 0..<20 { try await world.cloakroom.checkRoom(for: 50) }
        #expect(world.primaryFront.calls == calls)
        world.advance(seconds: 1)
        try await world.cloakroom.checkRoom(for: 50)
        #expect(world.primaryFront.calls > calls)
    }

    @Test func anUploadThatFailedWithTheCatalogIsClearedByTheNextSweep() async throws {
        let front = world.primaryFront
        let catalog = world.catalog
        let gate = PublishingGate(front) { await catalog.fail(with: CloakroomError(.unavailable)) }
        let world = World(catalog: catalog, primary: gate)
        #expect(await world.refusal { _ = try await world.chat("x") } == .unavailable)
        #expect(await world.refusal { _ = try await world.cloakroom.sweep() } == .unavailable)
        await catalog.fail(with: nil)
        #expect(await catalog.records.map(\.state) == [.reserved])
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(await catalog.records.isEmpty)
        #expect(self.world.primary.keys.isEmpty)
    }

    @Test func rowsOfADeadStoreComeAgainLaterTheLongerItIsDead() async throws {
        let record = try await world.chat("x")
        try await world.cloakroom.retire(record.path, by: World.owner)
        world.primaryFront.fail()
        for _ in 0..<CircuitBreaker.tolerance { _ = await world.cloakroom.stores.erase([record.key]) }
        for pause: Int64 in [60, 60, 120, 240, 480, 600, 600] {
            #expect(try await world.cloakroom.sweep().postponed == 1, "\(pause)")
            world.advance(seconds: pause - 1)
            #expect(try await world.cloakroom.sweep().postponed == 0, "\(pause)")
            world.advance(seconds: 1)
        }
        world.primaryFront.heal()
        #expect(try await world.cloakroom.sweep().files == 1)
        #expect(world.primary.keys.isEmpty)
    }

    @Test func readinessTellsHowEveryPartIs() async throws {
        #expect(await world.cloakroom.readiness() == Readiness(catalog: .ok, primary: .ok, secondary: .ok, spool: .ok))
        world.primaryFront.fail()
        world.secondaryFront.fill()
        let limping = await world.cloakroom.readiness()
        #expect(limping == Readiness(catalog: .ok, primary: .failing, secondary: .full, spool: .ok))
        #expect(limping.isReady)
        world.secondaryFront.fail()
        #expect(await !world.cloakroom.readiness().isReady)
        world.secondaryFront.heal()
        await world.catalog.fail(with: CloakroomError(.unavailable, condition: .locked))
        let locked = await world.cloakroom.readiness()
        #expect(locked.catalog == .locked && !locked.isReady)
        await world.catalog.fail(with: nil)
        #expect(await world.cloakroom.readiness().isReady)
    }
}

/// A store that lets something happen once it has adopted a file.
private struct PublishingGate: BlobStore {
    let inner: any BlobStore
    let afterwards: @Sendable () async -> Void

    init(_ inner: any BlobStore, afterwards: @escaping @Sendable () async -> Void) {
        self.inner = inner
        self.afterwards = afterwards
    }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await inner.adopt(spool, as: key)
        await afterwards()
    }

    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try await inner.read(key, span, into: sink)
    }

    func replace(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.replace(spool, as: key) }
    func stat(_ key: BlobKey) async throws -> BlobStat? { try await inner.stat(key) }
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] { await inner.erase(keys) }
}
