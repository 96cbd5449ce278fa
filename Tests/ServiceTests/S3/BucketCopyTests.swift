import CloakroomTesting
import Foundation
import Testing

/// `cloakroom copy` between disk and a real bucket.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: S3Server.isThere, "needs CLOAKROOM_S3_SERVER: deploy/test sets it"))
struct BucketCopyTests {
    private func folders(_ server: S3Server, files: Int) throws -> CopyFolders {
        try CopyFolders(
            files: files, ["AWS_ACCESS_KEY_ID": server.accessKey, "AWS_SECRET_ACCESS_KEY": server.secretKey])
    }

    private func objects(_ server: S3Server, _ prefix: String) throws -> Int {
        try server.curl("?list-type=2&max-keys=1000&prefix=\(prefix)", "-f").components(separatedBy: "<Key>").count - 1
    }

    @Test func aCopyIntoABucketIsKilledAndTakenUpAndComesBackAsItWas() throws {
        let server = try S3Server.shared()
        let folders = try folders(server, files: 400)
        let (prefix, all) = (UUID().uuidString, try folders.content("source"))
        let bucket = server.location(prefix: prefix)
        let cut = try folders.start(from: folders.url("source"), to: bucket)
        while try objects(server, prefix) < 40 {}
        cut.stop()
        #expect(try objects(server, prefix) < all.count)
        let rest = try folders.copy(from: folders.url("source"), to: bucket)
        #expect(rest.status == 0, "\(rest)")
        // Some servers keep what has come of a request that is cut off.
        let counts = rest.output.matches(of: #/(\d+) (?:blobs|were there already)/#).compactMap { Int($0.1) }
        #expect(counts.count == 2 && counts.reduce(0, +) == all.count && counts[1] > 0, "\(rest)")
        let back = try folders.copy(from: bucket, to: folders.url("back"), "--delete")
        #expect(back.status == 0 && back.output.hasSuffix(", \(all.count) erased in the source"), "\(back)")
        #expect(try folders.content("back") == all && objects(server, prefix) == 0)
    }

    @Test func aServiceMovesIntoABucketWithItsFilesLabels() throws {
        let server = try S3Server.shared()
        let bucket = try BucketService(["CLOAKROOM_SECONDARY"], on: server)
        let picture = try bucket.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg")
        #expect(try bucket.objects("CLOAKROOM_SECONDARY") == 0)
        let arguments = ["copy", "--from", "primary", "--to", "secondary", "--delete"]
        let moved = try bucket.service.startCloakroom(arguments).result()
        #expect(moved.status == 0 && moved.output.hasSuffix(", 2 erased in the source"), "\(moved)")
        #expect(bucket.service.blobs("primary").isEmpty)
        #expect(try bucket.objects("CLOAKROOM_SECONDARY") == 2 && bucket.status(picture) == "200")
        let label = try bucket.label(of: picture, in: "CLOAKROOM_SECONDARY")
        #expect(label["kind"] == "asset" && label["sha256"]?.count == 64 && label["owner"] != nil)
        #expect(try bucket.service.startCloakroom(["check", "--deep"]).result().status == 0)
    }

    @Test func filesAreKeptOnDiskAndInTheBucket() throws {
        let server = try S3Server()
        try #require(server.isOurs, "a server that can be stopped")
        let bucket = try BucketService(
            ["CLOAKROOM_SECONDARY"], on: server,
            ["CLOAKROOM_REPLICATION": "sync", "CLOAKROOM_STORE_TIMEOUT_SECONDS": "2"])
        let note = try bucket.write(Data("the printer is on fire".utf8), as: "note.txt")
        _ = try bucket.upload("chat", note)
        #expect(try bucket.objects("CLOAKROOM_SECONDARY") == 1 && bucket.service.blobs("primary").count == 1)
        server.stop()
        let meanwhile = try bucket.upload("chat", note)
        #expect(try bucket.status(meanwhile) == "200" && bucket.service.blobs("primary").count == 2)
        try server.restart()
        while try bucket.objects("CLOAKROOM_SECONDARY") < 2 {}
        #expect(bucket.service.blobs("primary").count == 2)
    }
}
