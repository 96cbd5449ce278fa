import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import CloakroomStores

/// What servers and networks do now and then, told by a scripted server.
@Suite(.timeLimit(.minutes(15))) struct S3FaultTests {
    /// Patient enough for a machine that is busy with other tests.
    private func store(
        _ server: ScriptedServer, patience: Duration = .seconds(600), silence: Duration = .seconds(600)
    ) throws -> S3Store {
        S3Store(
            try S3Location("s3://bucket?endpoint=\(server.url)", region: nil),
            credentials: .given(S3Credentials(accessKey: "a", secretKey: "s", sessionToken: "t")), patience: patience,
            silence: silence, pause: .milliseconds(1))
    }

    private func adopt(_ server: ScriptedServer, patience: Duration = .seconds(600)) async throws {
        let scratch = try Scratch()
        try await scratch.spool.put(Array("coat".utf8), as: key("uploads/x"), in: store(server, patience: patience))
    }

    private func read(
        _ server: ScriptedServer, _ count: Int64, patience: Duration = .seconds(600)
    ) async throws -> String {
        let bytes = try await store(server, patience: patience).content(of: key("uploads/x"), .whole(count))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let absent = ScriptedServer.Answer.reply(404)
    private static let taken = ScriptedServer.Answer.reply(200)
    private static let there = ScriptedServer.Answer.reply(200, [("Content-Length", "4")])

    // MARK: Trying again

    @Test func slowDownTwiceIsNoFailure() async throws {
        let slow = ScriptedServer.Answer.error(503, "SlowDown")
        let server = try await ScriptedServer(Self.absent, slow, slow, Self.taken, Self.there)
        try await adopt(server)
        #expect(server.asked.map(\.method) == [.HEAD, .PUT, .PUT, .PUT, .HEAD])
        #expect(server.asked[1...3].allSatisfy { $0.body == 4 })
        #expect(server.asked.allSatisfy { $0.headers["x-amz-security-token"] == ["t"] })
    }

    @Test func patienceWithAFailingServerEnds() async throws {
        let server = try await ScriptedServer(.error(503, "SlowDown"))
        await expect(.unavailable) { _ = try await read(server, 4) }
        #expect(server.asked.count == 4)
    }

    @Test(arguments: [
        (400, "RequestTimeTooSkewed"), (401, ""), (403, "AccessDenied"), (404, "NoSuchBucket"), (404, ""),
        (409, "OperationAborted"), (429, "TooMany"), (501, "NotImplemented"), (301, "PermanentRedirect"),
        (307, "TemporaryRedirect"),
    ])
    func whatWouldFailAgainIsAskedOnce(status: Int, code: String) async throws {
        let elsewhere = [("Location", "http://127.0.0.1:1/bucket")]
        let body = code.isEmpty ? "" : "<Error><Code>\(code)</Code></Error>"
        let server = try await ScriptedServer(.reply(status, elsewhere, body: body))
        await expect(.unavailable) { _ = try await read(server, 4) }
        #expect(server.asked.count == 1)
        let erased = try await store(server).erase([key("uploads/x")])
        #expect(erased.count == 1)
    }

    @Test(arguments: [
        (507, ""), (403, "QuotaExceeded"), (400, "XMinioAdminBucketQuotaExceeded"), (507, "XMinioStorageFull"),
    ])
    func aFullServerIsFull(status: Int, code: String) async throws {
        let server = try await ScriptedServer(Self.absent, .error(status, code))
        await expect(.noSpace) { try await adopt(server) }
        #expect(server.asked.count == 2)
    }

    @Test func aConnectionThatClosesIsTriedAgain() async throws {
        let whole = ScriptedServer.Answer.reply(206, [("Content-Range", "bytes 0-3/4")], body: "coat")
        let server = try await ScriptedServer(.close, .close, whole)
        #expect(try await read(server, 4) == "coat")
    }

    @Test func aServerThatSaysNothingIsGivenUp() async throws {
        let server = try await ScriptedServer(.silence)
        await expect(.unavailable) { _ = try await read(server, 4, patience: .milliseconds(200)) }
        #expect(server.asked.count <= 2)
        await expect(.unavailable) { try await adopt(server, patience: .milliseconds(200)) }
    }

    // MARK: Taking in

    @Test func nothingIsAskedThatServersDifferIn() async throws {
        let server = try await ScriptedServer(Self.absent, Self.taken, Self.there)
        try await adopt(server)
        let put = try #require(server.asked.first { $0.method == .PUT })
        #expect(put.headers["content-length"] == ["4"] && put.headers["transfer-encoding"].isEmpty)
        #expect(put.headers["if-none-match"].isEmpty && put.headers["expect"].isEmpty)
        #expect(put.headers["x-amz-content-sha256"] == [Digest(of: "coat".utf8).hex])
        let signed = try #require(put.headers["authorization"].first)
        #expect(signed.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"))
    }

    @Test func whatHasNotTheSizeThatWasSentIsNotTaken() async throws {
        for answer in [ScriptedServer.Answer.reply(200, [("Content-Length", "3")]), Self.absent] {
            let server = try await ScriptedServer(Self.absent, Self.taken, answer)
            await expect(.unavailable) { try await adopt(server) }
        }
    }

    @Test func aPartWithoutATagEndsTheUpload() async throws {
        let begun = "<InitiateMultipartUploadResult><UploadId>u+1</UploadId></InitiateMultipartUploadResult>"
        let server = try await ScriptedServer(Self.absent, .reply(200, body: begun), .reply(200, [("ETag", "")]))
        let scratch = try Scratch()
        await expect(.unavailable) {
            let content = [UInt8](repeating: 7, count: Int(S3Store.largestPut) + 1)
            try await scratch.spool.put(content, as: key("uploads/x"), in: store(server))
        }
        // Other parts may still be on their way.
        #expect(server.asked.contains { $0.method == .DELETE && $0.uri == "/bucket/uploads/x?uploadId=u%2B1" })
    }

    @Test func aFailureThatIsToldLateIsOne() async throws {
        let begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
        let part = ScriptedServer.Answer.reply(200, [("ETag", "\"t\"")])
        let server = try await ScriptedServer(
            Self.absent, .reply(200, body: begun), part, part, part, part, part, .error(200, "InvalidPart"),
            .reply(204, [("Content-Length", "0")]))
        let scratch = try Scratch()
        await expect(.unavailable) {
            let content = [UInt8](repeating: 7, count: Int(S3Store.largestPut) + 1)
            try await scratch.spool.put(content, as: key("uploads/x"), in: store(server))
        }
        #expect(server.asked.map(\.method).suffix(2) == [.POST, .DELETE])
    }

    // MARK: Reading

    @Test func aReadThatIsCutGoesOnWhereItWas() async throws {
        let server = try await ScriptedServer(
            .cut(206, [("Content-Range", "bytes 0-9/10"), ("ETag", "\"e\"")], body: "012", length: 10),
            .error(503, "SlowDown"),
            .cut(206, [("Content-Range", "bytes 3-9/10"), ("ETag", "\"e\"")], body: "345", length: 7),
            .reply(206, [("Content-Range", "bytes 6-9/10"), ("ETag", "\"e\"")], body: "6789"))
        #expect(try await read(server, 10) == "0123456789")
        let ranges = server.asked.flatMap { $0.headers["range"] }
        #expect(ranges == ["bytes=0-9", "bytes=3-9", "bytes=3-9", "bytes=6-9"])
        #expect(server.asked.dropFirst().allSatisfy { $0.headers["if-match"] == ["\"e\""] })
    }

    @Test func aReadThatStallsGoesOnWithAnotherConnection() async throws {
        let server = try await ScriptedServer(
            .stall(206, [("Content-Range", "bytes 0-3/4"), ("ETag", "\"e\"")], body: "co", length: 4),
            .reply(206, [("Content-Range", "bytes 2-3/4"), ("ETag", "\"e\"")], body: "at"))
        let bytes = try await store(server, silence: .milliseconds(200)).content(of: key("uploads/x"), .whole(4))
        #expect(bytes == Array("coat".utf8))
    }

    @Test func aReadThatIsCutAgainAndAgainEnds() async throws {
        let server = try await ScriptedServer(
            .cut(206, [("Content-Range", "bytes 0-3/4"), ("ETag", "\"e\"")], body: "", length: 4))
        await expect(.unavailable) { _ = try await read(server, 4) }
        #expect(server.asked.count == 4)
    }

    @Test func anObjectThatHasChangedIsNotReadOn() async throws {
        let first = ScriptedServer.Answer.cut(
            206, [("Content-Range", "bytes 0-3/4"), ("ETag", "\"e\"")], body: "co", length: 4)
        let other = ScriptedServer.Answer.reply(206, [("Content-Range", "bytes 2-3/4"), ("ETag", "\"f\"")], body: "at")
        for second in [other, .error(412, "PreconditionFailed")] {
            let server = try await ScriptedServer(first, second)
            await expect(.blobUnreadable) { _ = try await read(server, 4) }
        }
    }

    @Test func withoutATagACutIsTheEnd() async throws {
        let server = try await ScriptedServer(
            .cut(206, [("Content-Range", "bytes 0-3/4")], body: "co", length: 4))
        await expect(.unavailable) { _ = try await read(server, 4) }
        #expect(server.asked.count == 1)
    }

    @Test func aServerThatIgnoresRangesIsReadAllTheSame() async throws {
        let server = try await ScriptedServer(.reply(200, body: "0123456789"))
        let span = try #require(ByteSpan(start: 3, count: 4))
        #expect(try await store(server).content(of: key("uploads/x"), span) == Array("3456".utf8))
    }

    @Test(arguments: ["bytes 1-4/5", "bytes 0-9223372036854775807/5", "bytes */5", ""])
    func anotherPartThanAskedForIsNoAnswer(range: String) async throws {
        let server = try await ScriptedServer(.reply(206, [("Content-Range", range)], body: "coat"))
        await expect(.unavailable) { _ = try await read(server, 4) }
    }

    // MARK: Listing

    @Test func aListingThatTurnsInCirclesEnds() async throws {
        let page = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
        let server = try await ScriptedServer(
            .reply(200, body: "<ListMultipartUploadsResult/>"),
            .reply(200, body: "<ListBucketResult>\(page)</ListBucketResult>"))
        await expect(.unavailable) { try await store(server).list { _ in } }
        #expect(server.asked.count == 3)
    }

    @Test func anAnswerThatIsNoListingIsNoEmptyBucket() async throws {
        for body in ["", "<html></html>", "<ListBucketResult><Contents>"] {
            let server = try await ScriptedServer(
                .reply(200, body: "<ListMultipartUploadsResult/>"), .reply(200, body: body))
            await expect(.unavailable) { try await store(server).list { _ in } }
        }
    }

    // MARK: Erasing

    @Test func aServerThatIsDownDoesNotCostATimeoutForEveryKey() async throws {
        let server = try await ScriptedServer(.error(403, "AccessDenied"))
        let keys = try (0..<200).map { try key("uploads/\($0)") }
        #expect(await Set(try store(server).erase(keys).keys) == Set(keys))
        #expect(server.asked.filter { $0.method == .DELETE }.count < 50)
    }

    @Test func whatIsAbsentIsErased() async throws {
        let server = try await ScriptedServer(.error(404, "NoSuchKey"))
        #expect(try await store(server).erase([key("uploads/x")]).isEmpty)
    }
}
