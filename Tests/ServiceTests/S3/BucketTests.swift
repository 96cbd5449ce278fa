import CloakroomCrypto
import CloakroomTesting
import Foundation
import Testing

/// The real binary with stores in a real bucket.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: S3Server.isThere, "needs CLOAKROOM_S3_SERVER: deploy/test sets it"))
struct BucketTests {
    private static let (first, second) = ("CLOAKROOM_PRIMARY", "CLOAKROOM_SECONDARY")

    @Test(arguments: [[first], [second], [first, second]])
    func filesComeAndGo(_ keys: [String]) throws {
        let bucket = try BucketService(keys, on: .shared())
        let file = try bucket.upload("chat", bucket.write(Data("the printer is on fire".utf8), as: "note.txt"))
        let picture = try bucket.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg")
        #expect(try bucket.objects(Self.first) == (keys.contains(Self.first) ? 3 : 0))
        #expect(try bucket.read(file) == "the printer is on fire")
        #expect(try bucket.read(file, "-r", "4-10") == "printer")
        #expect(try bucket.status(picture) == "200")
        let check = try bucket.service.startCloakroom(["check", "--deep"]).result()
        #expect(check.status == 0)
        for path in [file, picture] { #expect(try bucket.status(path, "-X", "DELETE") == "200") }
        #expect(try bucket.status(file) == "404")
        #expect(try bucket.service.cloakroom("sweep").hasPrefix("erased 2 files"))
        for key in keys { #expect(try bucket.objects(key) == 0) }
        #expect(bucket.service.blobs("primary").isEmpty && bucket.service.blobs("secondary").isEmpty)
    }

    @Test func objectsTellWhatTheyAreInCaseTheCatalogIsLost() throws {
        let bucket = try BucketService([Self.first], on: .shared())
        let picture = try bucket.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg")
        let fields = try bucket.label(of: picture, in: Self.first)
        #expect(fields["kind"] == "asset" && fields["name"] == "sample.jpg" && fields["type"] == "image%2fjpeg")
        #expect(fields["project"]?.count == 24 && fields["sha256"]?.count == 64)
        #expect(fields["owner"] != nil && fields["created"] != nil && fields["expires"] == nil)
        let thumbnail = picture.replacing("sample.jpg", with: "thumbnails_200_200-sample.jpg")
        #expect(try bucket.label(of: thumbnail, in: Self.first)["kind"] == "thumbnail")
    }

    @Test func aLongFileIsSentInPartsAndTakesLittleMemory() throws {
        let bucket = try BucketService(
            [Self.first], on: .shared(), ["MAX_UPLOAD_FILE_SIZE": "300000000", "CHAT_FILES_ALLOW_LIST": "*/*"])
        let (size, piece) = (200_000_000, Data("All work and no play makes Jack a dull boy.\n".utf8))
        let long = try bucket.write(Data((0..<size).lazy.map { piece[$0 % piece.count] }), as: "long.txt")
        let before = bucket.peakMemory
        let path = try bucket.upload("chat", long)
        let copy = bucket.service.folder + "/copy"
        _ = try bucket.read(path, "-o", copy)
        let peak = bucket.peakMemory
        print("peak memory: \(before) MiB before, \(peak) MiB after 200 MB went to a bucket and came back")
        #expect(peak < before + 100)
        let files = try [long, copy].map { try Digest(of: Data(contentsOf: URL(fileURLWithPath: $0))) }
        #expect(files[0] == files[1])
        #expect(try bucket.objects(Self.first) == 1)
        #expect(try bucket.status(path, "-X", "DELETE") == "200")
        #expect(try bucket.service.cloakroom("sweep").hasPrefix("erased 1 files"))
    }

    @Test func whileTheServerIsDownTheOtherStoreStandsIn() throws {
        let server = try S3Server()
        try #require(server.isOurs, "a server that can be stopped")
        let bucket = try BucketService([Self.first], on: server, ["CLOAKROOM_STORE_TIMEOUT_SECONDS": "2"])
        let note = try bucket.write(Data("the printer is on fire".utf8), as: "note.txt")
        let before = try bucket.upload("chat", note)
        server.stop()
        #expect(try bucket.status(before, "-r", "4-9") == "503")
        let meanwhile = try bucket.upload("chat", note)
        #expect(bucket.service.blobs("secondary").count == 1)
        #expect(try bucket.read(meanwhile) == "the printer is on fire")
        #expect(try bucket.service.curl("\(bucket.service.url)/readyz").contains("\"primary\""))
        try server.restart()
        #expect(try bucket.service.cloakroom("sweep").hasSuffix("copied 1 files, 22 bytes, 0 postponed"))
        #expect(bucket.service.blobs("secondary").isEmpty)
        #expect(try bucket.objects(Self.first) == 2)
        for path in [before, meanwhile] {
            #expect(try bucket.read(path, "--retry", "20", "--retry-delay", "1") == "the printer is on fire")
        }
    }
}
