import CloakroomCrypto
import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

/// Links to files, made and followed, with a clock turned by hand. They live an hour here, chat files a minute.
@Suite struct LinkFlowTests {
    private let world = World()

    private func follow(_ signed: SignedLink) async throws -> String {
        let found = try await world.cloakroom.find(signed)
        return String(buffer: try await world.cloakroom.firstBytes(of: found, .whole(found.size)))
    }

    private func refusal(_ signed: SignedLink) async -> CloakroomError.Kind? {
        await world.refusal { _ = try await world.cloakroom.find(signed) }
    }

    @Test func aLinkOpensItsFileForWhoeverHasIt() async throws {
        let record = try await world.asset("logo")
        #expect(try await follow(world.cloakroom.links(to: record).file) == "logo")
    }

    @Test func aLinkEndsToTheSecond() async throws {
        let signed = try await world.cloakroom.links(to: Found(world.asset("logo")), seconds: 10).file
        world.advance(seconds: 9)
        #expect(await refusal(signed) == nil)
        world.advance(seconds: 1)
        #expect(await refusal(signed) == .linkInvalid)
    }

    private static let wishes: [(wish: Int64?, life: Int64)] = [
        (nil, 3600), (60, 60), (1, 1), (.max, 3600), (0, 1), (.min, 1),
    ]

    @Test(arguments: wishes)
    func noLinkLivesLongerThanTheSetting(wish: Int64?, life: Int64) async throws {
        let start = world.cloakroom.now.seconds
        let links = try await world.cloakroom.links(to: Found(world.asset("logo")), seconds: wish)
        #expect(links.file.link.expires - start == life)
    }

    @Test func noLinkOutlivesItsFile() async throws {
        let record = try await world.chat("note")
        let links = try await world.cloakroom.links(to: record)
        #expect(links.expires == record.expires)
        world.advance(seconds: 60)
        #expect(await refusal(links.file) == .linkInvalid)
    }

    @Test func aForgedLinkIsRefusedWhetherOrNotThereIsAFile() async throws {
        let signed = try await world.cloakroom.links(to: world.asset("logo")).file
        let missing = try #require(Link(path: "uploads/none", expires: signed.link.expires, isAttachment: false))
        let forged = SignedLink(signed.link, signature: Digest(of: [1]))
        #expect(await refusal(forged) == .linkInvalid)
        #expect(await refusal(SignedLink(missing, signature: Digest(of: [1]))) == .linkInvalid)
        #expect(await refusal(try await world.links.sign(missing)) == .fileNotFound)
    }

    @Test func aDeletedFilesLinkOpensNothing() async throws {
        let record = try await world.asset("logo")
        let signed = try await world.cloakroom.links(to: record).file
        try await world.cloakroom.retire(record.path, by: World.owner)
        #expect(await refusal(signed) == .fileNotFound)
    }

    @Test func anAvatarsLinkShowsTheOneOfToday() async throws {
        let signed = try await world.cloakroom.links(to: world.avatar("old")).file
        _ = try await world.avatar("new")
        #expect(try await follow(signed) == "new")
    }

    @Test func aLegacyFileHasLinksToo() async throws {
        let path = "uploads/projects/\(world.project)/files/1/old.txt"
        try await world.spool.put(Array("legacy".utf8), as: #require(BlobKey(path)), in: world.primary)
        let found = try await world.cloakroom.find(path, for: World.owner)
        let links = try await world.cloakroom.links(to: found)
        #expect(try await follow(links.file) == "legacy")
        #expect(links.thumbnail == nil)
    }

    // MARK: Keys

    @Test func linksGoOnAfterARotationUntilTheyEnd() async throws {
        let record = try await world.asset("logo")
        let old = try await world.cloakroom.links(to: record).file
        let key = try await world.links.rotate()
        world.advance(seconds: 1)
        let new = try await world.cloakroom.links(to: Found(record)).file
        #expect(LinkKeyRing(current: key).sign(new.link) == new)
        #expect(await refusal(old) == nil)
        #expect(await refusal(new) == nil)
    }

    @Test func aRotationMayEndAllLinksWithinASecond() async throws {
        let signed = try await world.cloakroom.links(to: world.asset("logo")).file
        _ = try await world.links.rotate(endingOld: true)
        world.advance(seconds: 1)
        #expect(await refusal(signed) == .linkInvalid)
    }

    @Test func allNodesSignWithTheSameKey() async throws {
        let other = LinkSigner(
            directory: world.directory, lifetime: 60, clock: WallClock { [world] in world.cloakroom.now })
        #expect(try await other.key() == world.links.key())
        let rotated = try await other.rotate()
        #expect(try await world.links.key() == rotated)
    }

    @Test func anAnswerIsStillSignedWhenTheDirectoryFailsMeanwhile() async throws {
        let record = try await world.asset("logo")
        try await world.links.prepare()
        await world.directory.fail(with: CloakroomError(.unavailable))
        world.advance(seconds: 5)
        let signed = try await world.cloakroom.links(to: record).file
        #expect(await refusal(signed) == .unavailable)
        await world.directory.fail(with: nil)
        #expect(await refusal(signed) == nil)
    }

    @Test func withoutAnyKeyTheFailureShowsBeforeTheUpload() async {
        await world.directory.fail(with: CloakroomError(.unavailable))
        #expect(await world.refusal { try await world.links.prepare() } == .unavailable)
    }
}
