import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct ReceiveTests {
    private let world = World()

    @Test func whatIsReceivedCanBeRead() async throws {
        let record = try await world.chat("hello")
        #expect(record.state == .live && record.size == 5 && record.lease == nil)
        #expect(record.expires == record.created.adding(seconds: 60))
        #expect(try await world.read(record.path) == "hello")
        #expect(world.spool.files.isEmpty)
    }

    @Test(arguments: [("bad", "note.txt"), ("x", "note.exe"), (String(repeating: "x", count: 101), "note.txt")])
    func whatIsRefusedLeavesNothing(text: String, name: String) async throws {
        let kind = await world.refusal { _ = try await world.chat(text, name: name) }
        #expect(kind != nil && kind != .internalFailure)
        #expect(await world.catalog.records.isEmpty)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty && world.spool.files.isEmpty)
    }

    @Test func aFileOfExactlyTheLimitPasses() async throws {
        #expect(try await world.chat(String(repeating: "x", count: 100)).size == 100)
    }

    @Test func chatFilesHaveNoThumbnailAndAssetsHave() async throws {
        #expect(try await world.chat("x").thumbnail == nil)
        let asset = try await world.asset("picture")
        #expect(asset.thumbnail?.size == 5)
        #expect(try await world.read(FilePath.thumbnail(of: asset.path)) == "small")
    }

    @Test func whatPrimaryRefusesLandsInSecondary() async throws {
        world.primaryFront.fail()
        let record = try await world.asset("x")
        #expect(record.holders == .secondary)
        #expect(world.secondary.keys == Set(record.keys) && world.primary.keys.isEmpty)
        #expect(try await world.read(record.path) == "x")
    }

    @Test func fullStoresSayThatThereIsNoRoomAndLeaveNothing() async throws {
        world.primaryFront.fill()
        world.secondaryFront.fill()
        #expect(await world.refusal { _ = try await world.chat("x") } == .noSpace)
        #expect(await world.catalog.records.allSatisfy { $0.state == .retired })
        world.primaryFront.heal()
        world.secondaryFront.heal()
        _ = try await world.cloakroom.sweep()
        #expect(await world.catalog.records.isEmpty)
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
    }

    @Test func aNewAvatarTakesThePlaceOfTheOldOneAtOnce() async throws {
        let first = try await world.avatar("one")
        #expect(try await world.read(first.path) == "one")
        let second = try await world.avatar("two")
        #expect(first.path == second.path && first.key != second.key)
        #expect(try await world.read(first.path) == "two")
        _ = try await world.cloakroom.sweep()
        #expect(world.primary.keys == Set(second.keys))
    }

    /// The photo of an earlier system lies under the avatar's very path.
    @Test(arguments: [false, true])
    func anOlderPhotoNeverComesBackAfterTheNewOne(isStoreAway: Bool) async throws {
        let path = FilePath.avatar(of: "owner")
        for name in [path, FilePath.thumbnail(of: path)] {
            try await world.spool.put(Array("old".utf8), as: try #require(BlobKey(name)), in: world.secondary)
        }
        #expect(try await world.cloakroom.hasAvatar("owner"))
        if isStoreAway { world.secondaryFront.fail() }
        _ = try await world.avatar("new")
        #expect(try await world.read(path) == "new")
        try await world.cloakroom.retire(path, by: World.owner)
        world.secondaryFront.heal()
        for _ in 0..<2 {
            #expect(await world.refusal { _ = try await world.read(path) } == .fileNotFound)
            #expect(try await !world.cloakroom.hasAvatar("owner"))
            world.advance(seconds: Cloakroom.longestClaim)
            _ = try await world.cloakroom.sweep()
        }
        #expect(world.primary.keys.isEmpty && world.secondary.keys.isEmpty)
        #expect(await world.catalog.records.isEmpty)
    }

    /// Its commit took effect, and nobody was told: the photo before it is gone already.
    @Test func aPhotoThatIsLiveAfterAllIsNotGivenUp() async throws {
        let photo = try await world.avatar("new")
        let note = try await world.chat("note")
        for record in [photo, note] { try await world.cloakroom.giveUp(record) }
        #expect(try await world.read(photo.path) == "new")
        #expect(await world.refusal { _ = try await world.read(note.path) } == .fileNotFound)
    }

    @Test func aLifeIsAtMostAHundredYears() async throws {
        let record = try await world.asset("x", lifetime: .max)
        #expect(record.expires == record.created.adding(seconds: Limits.longestLifetime))
        #expect(try await world.asset("x").expires == nil)
    }
}
