import CloakroomCrypto
import Testing

@testable import CloakroomCore

@Suite struct FilePathTests {
    private let project = "0123456789abcdef01234567"

    @Test func thumbnailsLieBesideTheirOriginals() {
        #expect(FilePath.thumbnail(of: "uploads/a/b.png") == "uploads/a/thumbnails_200_200-b.png")
        #expect(FilePath.original(ofThumbnail: "uploads/a/thumbnails_200_200-b.png") == "uploads/a/b.png")
        #expect(FilePath.original(ofThumbnail: "uploads/a/b.png") == nil)
        #expect(FilePath.original(ofThumbnail: "thumbnails_200_200-a/b.png") == nil)
    }

    /// To Swift, a slash with a mark behind it is one character; to a file system it is a slash.
    @Test func nameThatBeginsWithAMarkIsANameOfItsOwn() throws {
        let path = "uploads/a/\u{301}b.png"
        let thumbnail = FilePath.thumbnail(of: path)
        #expect(Array(thumbnail.utf8) == Array("uploads/a/thumbnails_200_200-\u{301}b.png".utf8))
        #expect(FilePath.original(ofThumbnail: thumbnail).map { Array($0.utf8) } == Array(path.utf8))
        let id = try #require(HexID(project))
        #expect(FilePath.holder(ofLegacy: "uploads/projects/\(project)/\u{301}b.png") == .project(id))
    }

    @Test func everyUploadHasAPathOfItsOwn() throws {
        let name = FileName(client: "logo.png")
        let id = try #require(HexID(project))
        #expect(FilePath.asset(project: id, name: name) != FilePath.asset(project: id, name: name))
        #expect(FilePath.asset(project: id, name: name).hasPrefix("uploads/projects/\(project)/files/"))
        #expect(FilePath.chat(owner: "u", name: name).hasPrefix("uploads/users/u/files/"))
        #expect(FilePath.avatarKey(of: "u") != FilePath.avatarKey(of: "u"))
    }

    /// Otherwise an avatar that was replaced could be read as a file of an earlier system.
    @Test func anAvatarsKeyIsNoLegacyPath() {
        #expect(!FilePath.avatarKey(of: "u").hasPrefix("uploads/"))
    }

    @Test func onlyKeysOfOursCarryTheSeal() throws {
        let name = FileName(client: "logo.png")
        let id = try #require(HexID(project))
        for own in [
            FilePath.asset(project: id, name: name), FilePath.chat(owner: "a/b", name: name),
            FilePath.avatarKey(of: "u"),
        ] {
            #expect(try FilePath.isOwn(#require(BlobKey(own))), "\(own)")
            #expect(try FilePath.isOwn(#require(BlobKey(FilePath.thumbnail(of: own)))), "\(own)")
        }
        for foreign in [
            "uploads/users/u/files/\(SecureRandom.uuid())/logo.png", "uploads/users/u/images/photo.jpg", "x",
            "avatars/u/\(SecureRandom.uuid()).jpg", "uploads/\(SealedUUID.random())/files/u/logo.png",
        ] {
            #expect(try !FilePath.isOwn(#require(BlobKey(foreign))), "\(foreign)")
        }
    }

    /// Clients take the UUID in a path for a version 4 one.
    @Test func aSealedUUIDLooksLikeAnyOther() throws {
        for _ in 0..<100 {
            let text = SealedUUID.random()
            #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            #expect(SealedUUID.isSealed(text) && !SealedUUID.isSealed(text.uppercased()))
        }
        #expect(!SealedUUID.isSealed("") && !SealedUUID.isSealed(SecureRandom.uuid()))
    }

    @Test func legacyFilesBelongToWhomTheirPathsName() throws {
        let id = try #require(HexID(project))
        let cases: [(String, FilePath.Holder)] = [
            ("uploads/projects/\(project)/files/u/a.png", .project(id)),
            ("uploads/projects/nonsense/files/u/a.png", .nobody),
            ("uploads/users/ann/files/u/a.png", .person("ann", photo: false)),
            ("uploads/users/ann/images/photo.jpg", .person("ann", photo: true)),
            ("uploads/users/ann/images/thumbnails_200_200-photo.jpg", .person("ann", photo: true)),
            ("uploads/users/ann/images/photo.jpg/x", .person("ann", photo: false)),
            ("uploads/public/files/u/a.png", .nobody), ("uploads/users/ann", .nobody), ("other/users/a/b", .nobody),
        ]
        for (path, holder) in cases { #expect(FilePath.holder(ofLegacy: path) == holder, "\(path)") }
    }
}
