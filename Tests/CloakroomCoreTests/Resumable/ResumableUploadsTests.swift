import CloakroomCrypto
import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

/// Uploads in parts over memory doubles, with crashes between any two steps.
@Suite struct ResumableUploadsTests {
    private let world = World()
    private let ledger = MemoryLedger()
    private let parts = ScriptedParts()
    private let uploads: ResumableUploads

    init() {
        uploads = ResumableUploads(world.cloakroom, ledger: ledger, parts: parts)
    }

    private var deposit: Deposit {
        .chat(
            FileName(client: "note.txt"), type: nil, by: World.owner, in: Project(id: world.project, name: ""),
            as: .person(.owner), limits: world.cloakroom.limits)
    }

    private func open(_ length: Int64? = 4) async throws -> ResumableUpload {
        let draft = UploadDraft(
            project: world.project, target: "chat", detail: "", name: "note.txt", type: nil, length: length)
        return try await uploads.open(draft, as: deposit, by: World.owner)
    }

    private func with<Result: Sendable>(
        _ id: String, by principal: Principal = World.owner, in project: HexID? = nil,
        work: (inout UploadTurn) async throws -> Result
    ) async throws -> Result {
        try await uploads.with(id, of: principal, in: project ?? world.project, oust: {}, work: work)
    }

    private func send(_ text: String, to id: String, at place: Int64 = 0) async throws {
        try await with(id) { turn in
            try await turn.append(at: place) { try await $0.append(ByteBuffer(string: text)) }
        }
    }

    private func complete(_ id: String) async throws -> Record {
        try await with(id) { try await $0.complete { deposit } }
    }

    @Test func aCompleteUploadIsAFileAndIsToldAgain() async throws {
        let upload = try await open()
        try await send("ab", to: upload.id)
        try await send("cd", to: upload.id, at: 2)
        let record = try await complete(upload.id)
        #expect(try await world.read(record.path) == "abcd")
        #expect(try await complete(upload.id).key == record.key)
        #expect(parts.contents.isEmpty)
        #expect(await world.catalog.records.count == 1)
    }

    /// The file was published, and the service died before the upload's row said so, or was not told that it was published
    /// and is about to give it up.
    @Test(arguments: [false, true])
    func aFileThatNobodyWasToldOfIsMadeAnew(isLeftOver: Bool) async throws {
        let upload = try await open()
        try await send("abcd", to: upload.id)
        let before = try #require(await ledger.uploads.first)
        let first = try await complete(upload.id)
        let crashed = ResumableUpload(
            id: upload.id, creator: before.creator, project: before.project, target: before.target, detail: "",
            name: before.name, type: nil, length: 4, created: before.created, expires: before.expires,
            result: .init(key: first.key, path: first.path))
        _ = try await ledger.update(crashed)
        parts.leave(Array("abcd".utf8), as: upload.id)
        if isLeftOver { world.cloakroom.leftovers.add(first) }
        let second = try await complete(upload.id)
        _ = try await world.cloakroom.sweep()
        #expect(try await world.read(second.path) == "abcd")
        #expect(await world.catalog.records.map(\.key) == [second.key])
        #expect(world.primary.keys == Set(second.keys) && parts.contents.isEmpty)
        #expect(await ledger.uploads.first?.state == .complete)
    }

    /// The row was reserved, and the service died before the file was published.
    @Test func aCrashBeforePublishingIsTriedAgainUnderAnotherKey() async throws {
        let upload = try await open()
        try await send("abcd", to: upload.id)
        world.primaryFront.fail()
        world.secondaryFront.fail()
        #expect(await world.refusal { _ = try await complete(upload.id) } == .unavailable)
        #expect(parts.contents[upload.id]?.count == 4)
        world.primaryFront.heal()
        let record = try await complete(upload.id)
        #expect(try await world.read(record.path) == "abcd")
    }

    @Test func whatIsRefusedForGoodLeavesNothing() async throws {
        let upload = try await open()
        try await send("bad!", to: upload.id)
        let refused = CloakroomError.Kind.contentMismatch(detected: "unknown", expected: "text/plain")
        #expect(await world.refusal { _ = try await complete(upload.id) } == refused)
        #expect(await ledger.uploads.isEmpty && parts.contents.isEmpty)
        #expect(await world.refusal { _ = try await complete(upload.id) } == .uploadNotFound)
    }

    @Test func rightsLostMeanwhileEndIt() async throws {
        let upload = try await open()
        try await send("abcd", to: upload.id)
        let lost = await world.refusal {
            _ = try await with(upload.id) { turn in
                try await turn.complete { throw CloakroomError(.roleTooLow) }
            }
        }
        #expect(lost == .roleTooLow)
        #expect(await ledger.uploads.isEmpty && parts.contents.isEmpty)
    }

    @Test func itIsThereForItsCreatorInItsProjectOnly() async throws {
        let upload = try await open()
        let elsewhere = HexID.random()
        var confined = World.owner
        confined.confinedTo = elsewhere
        for (principal, project) in [
            (World.stranger, world.project), (World.owner, elsewhere), (confined, world.project),
        ] {
            #expect(
                await world.refusal { try await with(upload.id, by: principal, in: project) { _ in } }
                    == .uploadNotFound)
        }
        for id in ["", "x", upload.id.uppercased(), String(upload.id.dropLast()), "../" + upload.id] {
            #expect(await world.refusal { try await with(id) { _ in } } == .uploadNotFound)
        }
    }

    @Test func itExpiresAtItsSecondAndEverySignOfLifePutsThatOff() async throws {
        let upload = try await open()
        world.advance(seconds: uploads.limits.lifetime - 1)
        try await send("ab", to: upload.id)
        world.advance(seconds: uploads.limits.lifetime - 1)
        #expect(try await with(upload.id) { $0.offset } == 2)
        #expect(try await uploads.sweep() == 0)
        world.advance(seconds: 1)
        #expect(await world.refusal { try await with(upload.id) { _ in } } == .uploadNotFound)
        #expect(try await uploads.sweep() == 1)
        #expect(await ledger.uploads.isEmpty && parts.contents.isEmpty)
    }

    /// Another node's sweep takes the row, and knows nothing of the file here.
    @Test func everySweepTakesFilesWithoutARow() async throws {
        let upload = try await open()
        for letter in ["b", "c"] {
            parts.leave([1], as: String(repeating: letter, count: 32))
            _ = try await uploads.sweep()
            #expect(parts.contents.keys.sorted() == [upload.id])
        }
        world.advance(seconds: uploads.limits.lifetime)
        #expect(try await ledger.takeExpired(at: world.cloakroom.now, limit: 9).count == 1)
        #expect(try await uploads.sweep() == 0)
        #expect(parts.contents.isEmpty)
    }

    @Test func aPieceOfAnotherPlaceOrPastTheLengthIsNotKept() async throws {
        let upload = try await open()
        #expect(await world.refusal { try await send("a", to: upload.id, at: 1) } == .offsetMismatch(expected: 0))
        #expect(await world.refusal { try await send("abcde", to: upload.id) } == .tooLarge(limit: 4))
        #expect(parts.contents[upload.id] == [])
    }

    @Test func aPieceWithAnotherChecksumIsNotKept() async throws {
        let upload = try await open()
        let right = try #require(Checksum(.sha256, value: Digest(of: "ab".utf8).bytes))
        let send = { (text: String) in
            try await with(upload.id) { turn in
                try await turn.append(at: 0, checked: right) { try await $0.append(ByteBuffer(string: text)) }
            }
        }
        #expect(await world.refusal { try await send("ac") } == .checksumMismatch)
        #expect(parts.contents[upload.id] == [])
        try await send("ab")
        #expect(parts.contents[upload.id] == Array("ab".utf8))
    }

    @Test func aLengthIsFixedOnceAndHoldsWhatIsThere() async throws {
        let upload = try await open(nil)
        try await send("abc", to: upload.id)
        #expect(
            await world.refusal { try await with(upload.id) { try await $0.fix(length: 2) } } == .inconsistentLength)
        #expect(
            await world.refusal { try await with(upload.id) { try await $0.fix(length: 101) } } == .tooLarge(limit: 100)
        )
        try await with(upload.id) { try await $0.fix(length: 4) }
        #expect(
            await world.refusal { try await with(upload.id) { try await $0.fix(length: 5) } } == .inconsistentLength)
    }
}
