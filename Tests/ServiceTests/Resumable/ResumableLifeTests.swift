import CloakroomTesting
import Foundation
import Testing

/// What becomes of unfinished uploads when clients, rights, time or the service end.
@Suite(.timeLimit(.minutes(15))) struct ResumableLifeTests {
    private static func digits(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(ascii: "0") + UInt8($0 % 10) } }

    @Test func aKilledServiceGoesOnWhereItsFileEnds() throws {
        let desk = try ResumableDesk()
        let content = Self.digits(3_000_000)
        let path = try desk.begin(length: content.count)
        #expect(try desk.append(Array(content[..<1_000_000]), to: path, at: 0).status == 204)
        let socket = try RawSocket(port: desk.port)
        socket.send(desk.patchHead(path, at: 1_000_000, length: 2_000_000))
        socket.send(Array(content[1_000_000..<2_500_000]))
        try desk.await("the bytes to be written") { desk.size(ofPart: path) > 2_000_000 }
        desk.service.kill()
        let left = desk.size(ofPart: path)
        try desk.service.start()
        let offset = try #require(Int(try desk.head(path).header("Upload-Offset") ?? ""))
        #expect(offset == left && offset > 2_000_000)
        let last = try desk.append(Array(content[offset...]), to: path, at: offset)
        let file = try #require(last.header("Cloakroom-Path"), "\(last.lines) \(last.text)")
        #expect(try desk.read(file).body == content)
        #expect(desk.parts.isEmpty)
    }

    @Test func aConnectionThatBreaksKeepsWhatCame() throws {
        let desk = try ResumableDesk()
        let path = try desk.begin(length: 100_000)
        let socket = try RawSocket(port: desk.port)
        socket.send(desk.patchHead(path, at: 0, length: 100_000))
        socket.send(Self.digits(70_000))
        socket.endSending()
        _ = socket.receiveToEnd()
        #expect(try desk.head(path).header("Upload-Offset") == "70000")
        let last = try desk.append(Array(Self.digits(100_000)[70_000...]), to: path, at: 70_000)
        #expect(try desk.read(last.header("Cloakroom-Path") ?? "").body == Self.digits(100_000))
    }

    @Test func aPieceThatBreaksBeforeItsChecksumIsNotKept() throws {
        let desk = try ResumableDesk()
        let path = try desk.begin(length: 100_000)
        let socket = try RawSocket(port: desk.port)
        let checksum = "Upload-Checksum: sha1 +2RDUVYNgpb+baMyI2sfjWGygoo=\r\nContent-Length"
        socket.send(desk.patchHead(path, at: 0, length: 100_000).replacing("Content-Length", with: checksum))
        socket.send(Self.digits(70_000))
        socket.endSending()
        _ = socket.receiveToEnd()
        #expect(try desk.head(path).header("Upload-Offset") == "0")
    }

    /// The older one's connection ends, what it brought stays, and no byte of it comes after the newer one's.
    @Test func theNewerWriterOustsTheOlder() throws {
        let desk = try ResumableDesk()
        let content = Self.digits(2_000_000)
        let path = try desk.begin(length: content.count)
        let older = try RawSocket(port: desk.port)
        older.send(desk.patchHead(path, at: 0, length: 2_000_000))
        older.send(Array(content[..<1_000_000]))
        try desk.await("the older one to write") { desk.size(ofPart: path) > 0 }
        let offset = try #require(Int(try desk.head(path).header("Upload-Offset") ?? ""))
        #expect(offset > 0 && offset <= 1_000_000)
        #expect(older.receiveToEnd() == "")
        older.send([UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000))
        let last = try desk.append(Array(content[offset...]), to: path, at: offset)
        #expect(try desk.read(last.header("Cloakroom-Path") ?? "").body == content)
    }

    @Test func ofManyWritersAtOncePlacesNeverMix() throws {
        let desk = try ResumableDesk()
        let content = Self.digits(400_000)
        let path = try desk.begin(length: content.count)
        var offset = 0
        while offset < content.count {
            let sockets = try (0..<4).map { _ in try RawSocket(port: desk.port) }
            for (number, socket) in sockets.enumerated() {
                socket.send(desk.patchHead(path, at: offset, length: content.count - offset))
                socket.send(Array(content[offset..<min(content.count, offset + 50_000 + number * 10_000)]))
            }
            // One of the writers may be newer than a question, which then has no answer.
            var told: Int?
            try desk.await("an answer") {
                told = (try? desk.head(path)).flatMap { Int($0.header("Upload-Offset") ?? "") }
                return told != nil
            }
            offset = try #require(told)
            if offset == 0 { _ = try? desk.append(Array(content[..<50_000]), to: path, at: 0) }
        }
        let file = try #require(try desk.head(path).header("Cloakroom-Path"))
        #expect(try desk.read(file).body == content)
    }

    @Test func whatIsAbandonedExpiresToTheSecondAndASweepTakesItsBytes() throws {
        let desk = try ResumableDesk(["CLOAKROOM_RESUMABLE_SECONDS": "2", "CLOAKROOM_SWEEP_SECONDS": "0"])
        let path = try desk.begin(length: 10)
        #expect(try desk.append(Array("0123".utf8), to: path, at: 0).status == 204)
        try desk.await("the upload to expire") { try desk.head(path).status == 404 }
        #expect(try desk.append(Array("4".utf8), to: path, at: 4).status == 404)
        #expect(desk.parts.count == 1)
        #expect(try desk.service.cloakroom("sweep").contains("erased 1 unfinished uploads"))
        #expect(desk.parts.isEmpty && desk.service.blobs("primary").isEmpty)
    }

    /// The rights count that the sender has when the last byte comes.
    @Test func whoLosesItsRoleCannotFinish() throws {
        let desk = try ResumableDesk()
        let user = try desk.service.cloakroom(
            "user", "add", "a@example.com", "--password", "p:w", "--project", desk.project, "--role", "admin")
        let token = try desk.service.cloakroom("token", "--user", user)
        let metadata = ResumableDesk.metadata([("filename", "note.txt"), ("kind", "asset")])
        let path = try desk.begin(length: 4, token: token, metadata: metadata)
        #expect(try desk.append(Array("012".utf8), to: path, at: 0, token: token).status == 204)
        _ = try desk.service.cloakroom(
            "member", "set", "--project", desk.project, "--user", user, "--role", "agent")
        try desk.await("the role to count") {
            try desk.append([], to: path, at: 3, token: token).status == 403
        }
        #expect(try desk.append(Array("3".utf8), to: path, at: 3, token: token).status == 403)
        #expect(desk.service.blobs("primary").isEmpty)
    }

    @Test func aCreationThatFailsBeforeItsPlaceIsToldLeavesNothing() throws {
        let desk = try ResumableDesk(["CLOAKROOM_RESUMABLE_PER_PRINCIPAL": "1"])
        for (target, headers) in [
            (desk.creation, [ResumableDesk.tus, ResumableDesk.piece, "Upload-Length: 2", ResumableDesk.note]),
            ("/\(desk.project)/files/chat", ["Upload-Complete: ?0", "Upload-Length: 2", PartialLines.name]),
        ] {
            for _ in 0..<2 { #expect(try desk.ask("POST", target, headers, Array("012".utf8)).status == 413) }
        }
        #expect(desk.parts.isEmpty)
    }

    @Test func noMoreAreOpenAtOnceThanAllowed() throws {
        let desk = try ResumableDesk(["CLOAKROOM_RESUMABLE_PER_PRINCIPAL": "2"])
        let first = try desk.begin(length: 10)
        _ = try desk.begin(length: 10)
        let headers = [ResumableDesk.tus, "Upload-Length: 10", ResumableDesk.note]
        #expect(try desk.ask("POST", desk.creation, headers).status == 429)
        #expect(try desk.ask("POST", desk.creation, token: desk.stranger, headers).status == 201)
        #expect(try desk.ask("DELETE", first, [ResumableDesk.tus]).status == 204)
        #expect(try desk.ask("POST", desk.creation, headers).status == 201)
        #expect(desk.parts.count == 3)
    }

    @Test func aQuotaIsAskedBeforeTheFirstByteAndAtTheEnd() throws {
        let desk = try ResumableDesk(["CLOAKROOM_PROJECT_QUOTA_BYTES": "10"])
        let headers = [ResumableDesk.tus, "Upload-Length: 11", ResumableDesk.note]
        #expect(try desk.ask("POST", desk.creation, headers).status == 507)
        let paths = try (0..<2).map { _ in try desk.begin(length: 6) }
        #expect(try desk.append(Self.digits(6), to: paths[0], at: 0).status == 204)
        let refused = try desk.append(Self.digits(6), to: paths[1], at: 0)
        #expect(refused.status == 507 && refused.field("code") == "QUOTA_EXCEEDED")
        let file = try #require(try desk.head(paths[0]).header("Cloakroom-Path"))
        #expect(try desk.ask("DELETE", "/files?path=\(file)").status == 200)
        #expect(
            try desk.head(paths[1]).header("Cloakroom-Path") != nil, "room was made, and nothing need be sent again")
    }

    @Test func aFileWithoutARowGoesAtTheNextStart() throws {
        let desk = try ResumableDesk(["CLOAKROOM_SWEEP_SECONDS": "0"])
        let path = try desk.begin(length: 10)
        let stray = "\(desk.service.data)/resumable/\(String(repeating: "a", count: 32))"
        try Data("lost".utf8).write(to: URL(fileURLWithPath: stray))
        _ = try desk.service.cloakroom("sweep")
        #expect(!FileManager.default.fileExists(atPath: stray))
        #expect(try desk.head(path).status == 200)
        #expect(desk.parts.count == 1)
    }

    @Test(arguments: ["CLOAKROOM_RESUMABLE_SECONDS", "CLOAKROOM_RESUMABLE_PER_PRINCIPAL"])
    func aSettingThatIsNoneStopsTheStart(key: String) throws {
        let failure = try #require(throws: RunningService.Failure.self) { _ = try RunningService([key: "0"]) }
        #expect(failure.text.contains("\(key) must be a whole number") && failure.text.contains("\"0\""))
    }
}
