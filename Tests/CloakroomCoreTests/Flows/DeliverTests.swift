import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

@Suite struct DeliverTests {
    private let world = World()

    @Test func anExpiredFileIsGoneAtThatSecondBeforeAnySweep() async throws {
        let record = try await world.chat("hello")
        world.advance(seconds: 59)
        #expect(try await world.read(record.path) == "hello")
        world.advance(seconds: 1)
        #expect(await world.refusal { _ = try await world.read(record.path) } == .fileNotFound)
        #expect(world.primary.keys.count == 1)
    }

    @Test func whoMayNotSeeAFileIsToldThatThereIsNone() async throws {
        let record = try await world.chat("hello")
        for reader in [World.stranger, nil] {
            #expect(await world.refusal { _ = try await world.read(record.path, as: reader) } == .fileNotFound)
        }
        #expect(await world.refusal { _ = try await world.read("uploads/none") } == .fileNotFound)
    }

    @Test func secondaryServesWhatPrimaryCannot() async throws {
        let record = try await world.chat("hello")
        try await copyToSecondary(record)
        world.primaryFront.fail()
        #expect(try await world.read(record.path) == "hello")
    }

    private func copyToSecondary(_ record: Record) async throws {
        let bytes = try await world.primary.content(of: record.key, .whole(record.size))
        try await world.spool.put(bytes, as: record.key, in: world.secondary)
    }

    @Test func aStoreThatFailsIsNoMissingFile() async throws {
        let record = try await world.chat("hello")
        world.primaryFront.fail()
        world.secondaryFront.fail()
        #expect(await world.refusal { _ = try await world.read(record.path) } == .unavailable)
    }

    @Test func whatAnotherProcessDeletedIsGoneWithinASecond() async throws {
        let record = try await world.chat("hello")
        #expect(try await world.read(record.path) == "hello")
        _ = try await world.catalog.retire(record.key, at: world.cloakroom.now)
        world.advance(seconds: 1)
        #expect(await world.refusal { _ = try await world.read(record.path) } == .fileNotFound)
    }

    @Test func whatWasChangedWhileItWasLookedUpIsNotRemembered() async throws {
        let record = try await world.chat("hello")
        let cache = ReadCache()
        let find = { (meddle: () -> Void) in
            try await cache.remembering("a", at: record.created) {
                meddle()
                return record
            }
        }
        #expect(try await find { cache.forget("a") } != nil)
        #expect(cache.sighting("a", at: record.created) == nil)
        #expect(try await find {} != nil)
        #expect(cache.sighting("a", at: record.created) != nil)
    }

    /// Only what was read within the last second, by whom memory knows to have a right to it.
    @Test func whatMemoryTellsIsWhatWouldBeFound() async throws {
        let record = try await world.chat("hello")
        let recall = {
            world.cloakroom.recall(record.path, for: World.owner).map { String(buffer: $0.value.content.bytes) }
        }
        #expect(recall() == nil)
        _ = try await world.read(record.path)
        #expect(recall() == "hello")
        #expect(world.cloakroom.recall(record.path, for: nil) == nil)
        #expect(world.cloakroom.recall(record.path, for: World.stranger) == nil)
        world.advance(seconds: 1)
        #expect(recall() == nil)
        _ = try await world.read(record.path)
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(recall() == nil)
    }

    /// Whoever remembers what memory told needs to ask nobody until then.
    @Test func memorySaysUntilWhen() async throws {
        let record = try await world.asset("hello", lifetime: 2)
        world.advance(milliseconds: 300)
        _ = try await world.read(record.path)
        let recalled = try #require(world.cloakroom.recall(record.path, for: World.owner))
        #expect(recalled.until == record.created.adding(milliseconds: 1300))
        world.advance(milliseconds: 1200)
        _ = try await world.read(record.path)
        #expect(world.cloakroom.recall(record.path, for: World.owner)?.until == record.created.adding(seconds: 2))
    }

    @Test func aDeletedFileIsCountedAndItsBytesAreKeptByNobody() async throws {
        let record = try await world.chat("hello")
        _ = try await world.read(record.path)
        weak let content = world.cloakroom.recall(record.path, for: World.owner)?.value.content
        #expect(content != nil)
        let before = world.cloakroom.changes
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(world.cloakroom.changes != before)
        #expect(content == nil)
    }

    @Test func memoryForgetsAtTheSecondInWhichAFileExpires() async throws {
        let record = try await world.asset("hello", lifetime: 2)
        world.advance(milliseconds: 1500)
        _ = try await world.read(record.path)
        #expect(world.cloakroom.recall(record.path, for: World.owner) != nil)
        world.advance(milliseconds: 499)
        #expect(world.cloakroom.recall(record.path, for: World.owner) != nil)
        world.advance(milliseconds: 1)
        #expect(world.cloakroom.recall(record.path, for: World.owner) == nil)
    }

    @Test func aLegacyFileIsServedToWhomItsPathNames() async throws {
        let path = "uploads/projects/\(world.project)/files/1/old.txt"
        try await world.spool.put(Array("old".utf8), as: try #require(BlobKey(path)), in: world.secondary)
        #expect(try await world.read(path) == "old")
        #expect(await world.refusal { _ = try await world.read(path, as: World.stranger) } == .fileNotFound)
    }

    /// As when a store that was away during a sweep comes back.
    @Test func bytesOfOursThatReappearAreNoLegacyFile() async throws {
        let record = try await world.asset("x")
        try await world.cloakroom.retire(record.path, by: World.owner)
        _ = try await world.cloakroom.sweep()
        world.advance(seconds: 1)
        for blob in record.blobs { try await world.spool.put([1], as: blob.key, in: world.secondary) }
        for key in record.keys {
            #expect(await world.refusal { _ = try await world.read(key.text) } == .fileNotFound)
        }
    }

    @Test func onlyWhatLiesUnderUploadsIsALegacyFile() async throws {
        try await world.spool.put([1], as: try #require(BlobKey("avatars/owner/1.jpg")), in: world.primary)
        let open = World(reads: .capability)
        try await open.spool.put([1], as: try #require(BlobKey("avatars/owner/1.jpg")), in: open.primary)
        #expect(await open.refusal { _ = try await open.read("avatars/owner/1.jpg", as: nil) } == .fileNotFound)
        #expect(await open.refusal { _ = try await open.read("uploads/../avatars/owner/1.jpg") } == .fileNotFound)
    }
}
