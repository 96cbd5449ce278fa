import CloakroomTesting
import NIOCore
import Synchronization
import Testing

@testable import CloakroomCore

/// Several machines on one catalog: who counts as dead, and what becomes of one that was only slow.
@Suite struct NodeTests {
    @Test func theDeadOfOtherMachinesAreAbandonedOwnersToo() async throws {
        let (local, registry) = (ScriptedSpool(), MemoryRegistry())
        let spool = SharedSpool(local, registry: registry)
        local.bury(["here"])
        await registry.renew(owner: "alive", for: 60)
        for owner in ["there", "here", spool.owner] { await registry.lapse(owner) }
        #expect(try await spool.abandonedOwners() == ["here", "there"])
        for owner in ["here", "there"] { try await spool.clear(owner: owner) }
        #expect(try await spool.abandonedOwners().isEmpty)
        #expect(await registry.lapsedOwners() == [spool.owner])
    }

    /// Another node has replaced and swept a picture that this one has just found.
    @Test func aPictureThatWasReplacedElsewhereIsFoundAgain() async throws {
        let (catalog, store) = (MemoryCatalog(), MemoryStore())
        let (here, there) = (World(catalog: catalog, primary: store), World(catalog: catalog, primary: store))
        let path = try await there.avatar("first").path
        let found = try await here.cloakroom.find(path, for: World.owner)
        #expect(try await here.cloakroom.successor(of: found, for: World.owner) == nil)
        _ = try await there.avatar("second")
        _ = try await there.cloakroom.sweep()
        #expect(await here.refusal { _ = try await here.cloakroom.firstBytes(of: found, .whole(5)) } == .fileNotFound)
        let next = try #require(try await here.cloakroom.successor(of: found, for: World.owner))
        #expect(String(buffer: try await here.cloakroom.firstBytes(of: next, .whole(next.size))) == "second")
    }

    /// Another node took this one for dead and swept, between the reservation of the row and the arrival of the bytes.
    @Test(arguments: [false, true])
    func whoWasTakenForDeadLeavesNothing(storeFails: Bool) async throws {
        let catalog = MemoryCatalog()
        let store = SweptStore(MemoryStore(), catalog, thenFails: storeFails)
        let world = World(catalog: catalog, primary: store)
        let kind = await world.refusal { _ = try await world.asset("hello") }
        #expect(kind == .conflict)
        #expect(store.inner.keys.isEmpty != storeFails)
        #expect(await catalog.records.map(\.state) == (storeFails ? [.retired] : []))
        store.heal()
        world.advance(seconds: Cloakroom.longestClaim)
        _ = try await world.cloakroom.sweep()
        #expect(store.inner.keys.isEmpty && world.secondary.keys.isEmpty)
        #expect(await catalog.records.isEmpty)
    }
}

/// A store in which bytes arrive after somebody has swept their row.
private final class SweptStore: BlobStore {
    let inner: MemoryStore
    private let catalog: MemoryCatalog
    private let fails: Mutex<Bool>

    init(_ inner: MemoryStore, _ catalog: MemoryCatalog, thenFails: Bool) {
        self.inner = inner
        self.catalog = catalog
        fails = Mutex(thenFails)
    }

    func heal() { fails.withLock { $0 = false } }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        let end = Timestamp(milliseconds: .max)
        try await catalog.forget(try await catalog.due(at: end, limit: 10, claim: 0, by: "other").map(\.key))
        try await inner.adopt(spool, as: key)
    }

    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        guard fails.withLock({ $0 }) else { return await inner.erase(keys) }
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, CloakroomError(.unavailable)) })
    }

    func replace(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.replace(spool, as: key) }

    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try await inner.read(key, span, into: sink)
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? { try await inner.stat(key) }
}
