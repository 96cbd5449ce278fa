import CloakroomTesting
import Foundation
import Testing

/// tus 1.0.0, line by line.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    Shared(ResumableDesk.shared, make: { try ResumableDesk() }, finish: { _ in }))
struct TusProtocolTests {
    private let desk: ResumableDesk

    init() throws {
        desk = try #require(ResumableDesk.shared.get())
    }

    private static let tus = ResumableDesk.tus
    @Test(arguments: TusLines.all) func keepsTheLine(_ line: ProtocolLine) throws {
        let path = try desk.begin(length: 10)
        try #require(try desk.append(Array("0123".utf8), to: path, at: 0).status == 204)
        try line.check(desk, upload: path)
        let after = try desk.head(path)
        #expect(after.status == (line.offset == nil ? 404 : 200))
        #expect(after.header("Upload-Offset") == line.offset.map(String.init))
        _ = try desk.ask("DELETE", path, [Self.tus])
    }

    @Test(arguments: [
        ("sha1", "h6zsF82dzSCnFsws9nQXtxyKcBY="), ("md5", "eB5eJF1ptWaXm4bijSPyxw=="), ("crc32", "poTHxg=="),
        ("sha256", "hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII="),
    ]) func everyAnnouncedAlgorithmIsUnderstood(_ algorithm: String, _ right: String) throws {
        let path = try desk.begin(length: 10)
        let wrong = Data(base64Encoded: right).map { Data($0.reversed()).base64EncodedString() } ?? ""
        let digits = Array("0123456789".utf8)
        #expect(try desk.append(digits, to: path, at: 0, ["Upload-Checksum: \(algorithm) \(wrong)"]).status == 460)
        #expect(desk.size(ofPart: path) == 0)
        let answer = try desk.append(digits, to: path, at: 0, ["Upload-Checksum: \(algorithm) \(right)"])
        #expect(answer.status == 204 && answer.header("Cloakroom-Path") != nil, "\(answer.lines) \(answer.text)")
    }

    @Test func aFileInPartsIsTheFileAndHEADTellsOfItAfterwards() throws {
        let content = Array("In three parts it came, and one it is.\n".utf8)
        let path = try desk.begin(length: content.count)
        for (start, end) in [(0, 7), (7, 20)] {
            let answer = try desk.append(Array(content[start..<end]), to: path, at: start)
            #expect(answer.status == 204 && answer.header("Upload-Offset") == "\(end)")
        }
        let last = try desk.append(Array(content[20...]), to: path, at: 20)
        let file = try #require(last.header("Cloakroom-Path"))
        let head = try desk.head(path)
        #expect(head.status == 200 && head.header("Cloakroom-Path") == file)
        #expect(head.header("Upload-Offset") == "\(content.count)")
        #expect(head.header("Upload-Length") == "\(content.count)")
        let read = try desk.read(file)
        #expect(read.body == content && read.header("Content-Type") == "text/plain; charset=utf-8")
        #expect(desk.size(ofPart: path) == -1)
        #expect(try desk.ask("DELETE", "/files?path=\(file)").status == 200)
        #expect(try desk.head(path).status == 404)
    }

    @Test func theLengthMayBeToldWithTheLastPiece() throws {
        let path = try desk.begin(length: nil)
        let head = try desk.head(path)
        #expect(head.header("Upload-Defer-Length") == "1" && head.header("Upload-Length") == nil)
        #expect(try desk.append(Array("01".utf8), to: path, at: 0).status == 204)
        #expect(try desk.append(Array("2".utf8), to: path, at: 2, ["Upload-Length: 1"]).status == 400)
        let last = try desk.append(Array("23".utf8), to: path, at: 2, ["Upload-Length: 4"])
        #expect(last.status == 204 && last.header("Cloakroom-Path") != nil)
        #expect(try desk.read(last.header("Cloakroom-Path") ?? "").text == "0123")
    }

    @Test func anAssetHasItsThumbnailAndItsLife() throws {
        let picture = try Fixture.bytes("genuine/tiny.png")
        let metadata = ResumableDesk.metadata([("filename", "a b.png"), ("kind", "asset"), ("expiration", "3600")])
        let path = try desk.begin(length: picture.count, token: desk.owner, metadata: metadata)
        let last = try desk.append(picture, to: path, at: 0, token: desk.owner)
        let file = try #require(last.header("Cloakroom-Path"))
        #expect(file.hasPrefix("uploads/projects/\(desk.project)/files/"))
        #expect(try desk.read(file, token: desk.owner).body == picture)
        #expect(try desk.read(last.header("Cloakroom-Thumbnail") ?? "", token: desk.owner).status == 200)
        let row = try desk.service.shell(
            "sqlite3 '\(desk.service.data)/catalog.sqlite' \"SELECT (expires - created) / 1000, name FROM files WHERE key = '\(file)'\""
        )
        #expect(row.trimmingCharacters(in: .newlines) == "3600|a b.png")
    }

    @Test func anEmptyFileIsWholeAtOnce() throws {
        let answer = try desk.ask(
            "POST", desk.creation, [Self.tus, "Upload-Length: 0", ResumableDesk.note])
        #expect(answer.status == 201 && answer.header("Cloakroom-Path") != nil, "\(answer.lines)")
    }

    @Test(arguments: ["HEAD", "PATCH", "DELETE"]) func somebodyElsesUploadIsNotThere(_ method: String) throws {
        let path = try desk.begin(length: 10)
        let headers = [Self.tus, ResumableDesk.piece, "Upload-Offset: 0"]
        let body = method == "PATCH" ? Array("0".utf8) : nil
        for token in [desk.stranger, desk.owner] {
            let answer = try desk.ask(method, path, token: token, headers, body)
            #expect(answer.status == 404 && answer.header("Upload-Offset") == nil)
        }
        let nobody = try WireClient(port: desk.port).ask(WireRequest(method, path, headers: headers, body: body))
        #expect(nobody.status == 401)
        #expect(try desk.head(path).header("Upload-Offset") == "0")
    }

    @Test(arguments: [("program.jpg", "image/jpeg"), ("page.txt", "text/plain"), ("text.pdf", "application/pdf")])
    func aDisguisedFileIsRefusedAtTheEndAndLeavesNothing(_ name: String, _ type: String) throws {
        let content = try Fixture.bytes("disguised/\(name)")
        let path = try desk.begin(
            length: content.count, metadata: ResumableDesk.metadata([("filename", name), ("filetype", type)]))
        let before = desk.service.blobs("primary").count
        let last = try desk.append(content, to: path, at: 0)
        #expect(last.status == 403)
        let text = try #require(last.field("error"))
        #expect(text.hasPrefix("File content "), "\(text)")
        let after = try desk.head(path)
        #expect(after.status == 404, "\(after)")
        #expect(desk.size(ofPart: path) == -1 && desk.service.blobs("primary").count == before)
    }
}
