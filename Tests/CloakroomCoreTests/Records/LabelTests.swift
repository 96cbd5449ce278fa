import CloakroomCrypto
import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct LabelTests {
    private let world = World()

    /// The record that its label tells of, as a catalog would have it.
    private func restored(_ record: Record, _ fields: [String: String?] = [:]) -> Record? {
        let label = BlobLabel(record, for: record.key)
        let changed = label.fields.merging(fields.compactMapValues { $0 }) { _, new in new }
            .filter { fields[$0.key] != .some(.none) }
        return Record(BlobLabel(changed), of: record.key, heldBy: record.holders)
    }

    @Test func aLabelTellsAllOfARecord() async throws {
        let records = [
            try await world.chat("x", name: "R\u{e9}sum\u{e9} \u{1F3A9} \u{4e2d}\u{6587}.txt"),
            try await world.asset("y"),
            try await world.asset("z", lifetime: 60), try await world.avatar("me"),
        ]
        for record in records { #expect(restored(record) == record) }
    }

    /// Somebody may have consumed the upload since, and a file that is kept must not come back to expire.
    @Test func aFileOfAnUploadComesBackToStay() async throws {
        var record = try await world.chat("x")
        record.kind = .upload
        record.expires = record.created.adding(seconds: 60)
        let found = try #require(restored(record))
        #expect(found.kind == .upload && found.expires == nil)
    }

    @Test func aLabelWithoutANameTakesThePathsLast() async throws {
        #expect(try await restored(world.asset("x"), ["name": nil])?.name == "logo.png")
        #expect(try await restored(world.avatar("x"), ["name": nil])?.name == "photo.jpg")
    }

    @Test func aNameIsCleanedLikeAClients() async throws {
        let name = "../../etc/\u{202E}pass\u{0}wd\r\nSet-Cookie: a"
        #expect(try await restored(world.chat("x"), ["name": name])?.name == FileName.readable(name))
    }

    @Test func aBrokenThumbnailCostsOnlyTheThumbnail() async throws {
        for field in ["thumbnailsize", "thumbnailsha256", "thumbnailtype"] {
            let record = try await world.asset("x")
            let found = try #require(restored(record, [field: "-1"]))
            #expect(found.thumbnail == nil && found.digest == record.digest)
        }
    }

    @Test(
        arguments: [
            ("cloakroom", nil), ("cloakroom", "2"), ("kind", nil), ("kind", "thumbnail"), ("kind", "avatar"),
            ("owner", nil), ("owner", ""), ("owner", "a\nb"), ("owner", String(repeating: "a", count: 201)),
            ("project", "../.."), ("project", ""), ("size", nil), ("size", "-1"), ("size", "+1"), ("size", "1e3"),
            ("size", "9223372036854775808"), ("size", ""), ("size", "\u{0661}"), ("sha256", nil), ("sha256", "ab"),
            ("sha256", String(repeating: "g", count: 64)), ("type", nil), ("type", "html"),
            ("type", "text/html\r\nX: y"),
            ("type", "a/" + String(repeating: "a", count: 254)), ("created", nil), ("created", "-1"),
            ("created", "9223372036854775807"), ("expires", "never"), ("expires", "253402300800000"),
        ] as [(String, String?)])
    func aLabelThatMakesNoSenseIsNone(field: String, value: String?) async throws {
        #expect(try await restored(world.chat("x"), [field: value]) == nil)
    }

    /// Whoever can write a label must not take somebody else's place with it.
    @Test func aLabelCountsOnlyWhereItBelongs() async throws {
        let chat = try await world.chat("x")
        let asset = try await world.asset("x")
        let avatar = try await world.avatar("x")
        let thumbnail = try #require(asset.thumbnail)
        let foreign = try #require(BlobKey("uploads/projects/p/files/5c0ab9d0-5f2e-4a5c-8a3b-1b5f0c6f7a11/a.png"))
        for (label, key) in [
            (BlobLabel(avatar, for: avatar.key), chat.key), (BlobLabel(chat, for: chat.key), avatar.key),
            (BlobLabel(asset, for: asset.key), thumbnail.key), (BlobLabel(asset, for: thumbnail.key), thumbnail.key),
            (BlobLabel(asset, for: asset.key), foreign),
        ] {
            #expect(Record(label, of: key, heldBy: .primary) == nil)
        }
        #expect(restored(avatar, ["owner": "stranger"]) == nil)
        #expect(restored(chat, ["path": "uploads/users/other/files/x"])?.path == chat.path)
    }
}
