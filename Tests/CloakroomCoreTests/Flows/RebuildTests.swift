import CloakroomCrypto
import CloakroomTesting
import Testing

@testable import CloakroomCore

@Suite struct RebuildTests {
    private let world = World()
    private let fresh = MemoryCatalog()

    private func rebuild(deep: Bool = false) async throws -> (report: RebuildReport, remarks: [RebuildRemark]) {
        var remarks: [RebuildRemark] = []
        let rebuild = StoreRebuild(
            fresh, primary: world.primaryFront, secondary: world.secondaryFront, spool: world.spool,
            inspector: ScriptedInspector(), clock: WallClock { world.cloakroom.now }, chatLifetime: 60, isDeep: deep)
        return (try await rebuild.run { remarks.append($0) }, remarks)
    }

    private func check() async throws -> [Finding] {
        try await world.check(.init(isDeep: true), on: fresh).findings
    }

    private func moveToSecondary(_ record: Record) async throws {
        for blob in record.blobs {
            let bytes = try await world.primary.content(of: blob.key, .whole(blob.size))
            try await world.spool.with(bytes) { try await world.secondary.adopt($0.labelled(blob.label), as: blob.key) }
        }
        _ = await world.primary.erase(record.keys)
    }

    @Test func everyRowIsWrittenAsItWas() async throws {
        let records = [
            try await world.chat("a", name: "R\u{e9}sum\u{e9}.txt"), try await world.asset("b"),
            try await world.avatar("c"),
            try await world.asset("d", lifetime: 5),
        ]
        world.advance(seconds: 5)
        let (report, remarks) = try await rebuild()
        #expect(remarks.isEmpty)
        #expect(report.restored == 4 && report.expired == 1 && report.refused == 0 && report.unlabelled == 0)
        #expect(report.blobs == 7 && report.projects == [world.project: 3])
        for record in records { #expect(try await fresh.records(of: [record.key]) == [record]) }
        #expect(try await check().isEmpty)
    }

    @Test func repeatingItChangesNothing() async throws {
        let record = try await world.asset("a")
        _ = try await rebuild()
        _ = try await fresh.retire(record.key, at: world.cloakroom.now)
        let (report, _) = try await rebuild()
        #expect(report.restored == 0 && report.known == 1)
        #expect(try await fresh.find(path: record.path)?.state == .retired)
        #expect(world.primary.keys == Set(record.keys))
    }

    @Test func bothStoresAreTakenTogether() async throws {
        let (away, home, both) = (try await world.asset("a"), try await world.chat("b"), try await world.asset("c"))
        try await moveToSecondary(away)
        for blob in both.blobs { try await world.copyToSecondary(blob) }
        let (report, remarks) = try await rebuild()
        #expect(remarks.isEmpty && report.restored == 3)
        #expect(try await fresh.find(path: away.path)?.holders == .secondary)
        #expect(try await fresh.find(path: home.path)?.holders == .primary)
        #expect(try await fresh.find(path: both.path)?.holders == .both)
        #expect(try await fresh.owedCopies().toPrimary == 1)
        #expect(try await check().isEmpty)
    }

    @Test func theNewestAvatarIsServed() async throws {
        let old = try await world.avatar("old")
        world.advance(seconds: 1)
        let new = try await world.avatar("new")
        let (report, _) = try await rebuild()
        #expect(report.restored == 2)
        #expect(try await fresh.find(path: new.path)?.key == new.key)
        #expect(try await fresh.records(of: [old.key]).map(\.state) == [.retired])
        #expect(world.primary.keys == Set(old.keys + new.keys))
        #expect(try await check().isEmpty)
    }

    @Test func whereLabelsDifferPrimaryCounts() async throws {
        let record = try await world.chat("hello")
        var other = record
        other.digest = Digest(of: "jello".utf8)
        try await world.spool.with(Array("jello".utf8)) {
            try await world.secondary.adopt($0.labelled(BlobLabel(other, for: record.key)), as: record.key)
        }
        let (report, remarks) = try await rebuild()
        #expect(remarks.map(\.reason) == [.conflict] && report.restored == 1)
        #expect(try await fresh.find(path: record.path) == record)
    }

    @Test func onlyADeepRebuildSeesOtherBytesOfTheSameLength() async throws {
        let record = try await world.chat("hello")
        try await moveToSecondary(record)
        let label = BlobLabel(record, for: record.key)
        try await world.spool.with(Array("jello".utf8)) {
            try await world.primary.adopt($0.labelled(label), as: record.key)
        }
        #expect(try await rebuild(deep: true).remarks.map(\.reason) == [.conflict])
        #expect(try await fresh.find(path: record.path)?.holders == .secondary)
        _ = await world.secondary.erase([record.key])
        try await fresh.forgetAll([record.key], at: world.cloakroom.now)
        let (report, remarks) = try await rebuild(deep: true)
        #expect(remarks.map(\.reason) == [.damaged] && report.refused == 1 && report.restored == 0)
        #expect(try await rebuild().report.restored == 1)
    }

    @Test func aLostThumbnailCostsOnlyTheThumbnail() async throws {
        var record = try await world.asset("a")
        _ = await world.primary.erase([try #require(record.thumbnail).key])
        #expect(try await rebuild().remarks.map(\.reason) == [.thumbnailLost])
        record.thumbnail = nil
        #expect(try await fresh.find(path: record.path) == record)
        #expect(try await check().isEmpty)
    }

    @Test func filesOfAnEarlierSystemGetNoRow() async throws {
        let key = try #require(
            BlobKey("uploads/projects/\(world.project)/files/5c0ab9d0-5f2e-4a5c-8a3b-1b5f0c6f7a11/a.png"))
        try await world.spool.put([1], as: key, in: world.primary)
        let (report, remarks) = try await rebuild()
        #expect(remarks.isEmpty && report.legacy == 1 && report.restored == 0)
        #expect(try await fresh.count() == 0)
    }

    @Test func aStoreThatIsAwayEndsIt() async throws {
        _ = try await world.asset("a")
        world.secondaryFront.fail()
        #expect(await world.refusal { _ = try await rebuild() } == .unavailable)
        world.secondaryFront.heal()
        world.primaryFront.health = .unreadable
        let (report, remarks) = try await rebuild()
        #expect(remarks.map(\.reason) == [.unreadable] && report.refused == 1)
        world.primaryFront.heal()
        #expect(try await rebuild().report.restored == 1)
    }
}

// MARK: Without labels

extension RebuildTests {
    /// Puts a record's bytes back as a tool does that knows nothing of labels.
    private func loseLabels(_ record: Record, for other: [String: String] = [:]) async throws {
        for blob in record.blobs {
            let bytes = try await world.primary.content(of: blob.key, .whole(blob.size))
            _ = await world.primary.erase([blob.key])
            try await world.spool.with(bytes) {
                try await world.primary.adopt($0.labelled(BlobLabel(other)), as: blob.key)
            }
        }
    }

    /// Other tools write notes of their own beside what they copy.
    @Test func otherPeoplesLabelsAreNone() async throws {
        let record = try await world.asset("hello")
        try await loseLabels(record, for: ["mtime": "1700000000.5", "kind": "asset"])
        #expect(try await rebuild().remarks.map(\.reason) == [.unlabelled])
        #expect(try await fresh.find(path: record.path)?.digest == record.digest)
    }

    @Test func aLabelOfALaterVersionIsNotGuessedAt() async throws {
        let record = try await world.asset("hello")
        try await loseLabels(record, for: ["cloakroom": "2", "kind": "asset"])
        let (report, remarks) = try await rebuild()
        #expect(remarks.map(\.reason) == [.damaged] && report.restored == 0)
    }

    @Test func anAssetIsRestoredFromKeyAndBytes() async throws {
        let record = try await world.asset("hello", lifetime: 100)
        try await loseLabels(record)
        let (report, remarks) = try await rebuild()
        #expect(remarks.map(\.reason) == [.unlabelled] && report.unlabelled == 1 && report.refused == 0)
        let found = try #require(try await fresh.find(path: record.path))
        #expect(found.digest == record.digest && found.size == record.size && found.contentType == record.contentType)
        #expect(found.project == record.project && found.kind == .asset && found.name == "logo.png")
        #expect(found.thumbnail?.digest == record.thumbnail?.digest && found.expires == nil)
        // An empty one would be counted as the project itself.
        #expect(found.owner == Record.ofNobody && !found.owner.isEmpty)
        #expect(try await check().isEmpty)
    }

    @Test func anAvatarIsRestoredUnlessItIsNoPicture() async throws {
        let record = try await world.avatar("hello")
        try await loseLabels(record)
        #expect(try await rebuild().remarks.map(\.reason) == [.unverified])
    }

    @Test func aChatFileOfAUserLivesAsLongAsANewOne() async throws {
        let user = HexID.random().text
        let path = FilePath.chat(owner: user, name: FileName(client: "note.txt"))
        try await world.spool.put(Array("hello".utf8), as: #require(BlobKey(path)), in: world.secondary)
        _ = try await rebuild()
        let found = try #require(try await fresh.find(path: path))
        #expect(found.owner == Principal(kind: .user, id: user).ownerTag && found.project == nil)
        #expect(found.expires == world.cloakroom.now.adding(seconds: 60) && found.holders == .secondary)
    }

    @Test func whatCannotBeToldIsLeftAlone() async throws {
        let stranger = try await world.chat("x")
        try await loseLabels(stranger)
        let (report, remarks) = try await rebuild()
        #expect(report.refused == 1 && remarks.map(\.reason) == [.unknown])
        #expect(world.primary.keys == Set(stranger.keys))
    }

    @Test func bytesThatAreNotWhatTheirNameSaysStayHidden() async throws {
        let key = try #require(BlobKey(FilePath.asset(project: world.project, name: FileName(client: "a.txt"))))
        try await world.spool.put(Array("bad".utf8), as: key, in: world.primary)
        let (report, remarks) = try await rebuild()
        #expect(remarks.map(\.reason) == [.unverified] && report.refused == 1)
        #expect(try await fresh.count() == 0)
    }
}

extension MemoryCatalog {
    fileprivate func forgetAll(_ keys: [BlobKey], at now: Timestamp) async throws {
        for key in keys { _ = try retire(key, at: now) }
        try forget(keys)
    }
}
