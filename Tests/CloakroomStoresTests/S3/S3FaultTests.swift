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
    private func adopt(_ server: ScriptedServer, patience: Duration = .seconds(600)) async throws {
        let scratch = try Scratch()
        try await scratch.spool.put(Array("coat".utf8), as: key("uploads/x"), in: server.store(patience: patience))
    }

    private func read(
        _ server: ScriptedServer, _ count: Int64, patience: Duration = .seconds(600)
    ) async throws -> String {
        let bytes = try await server.store(patience: patience).content(of: key("uploads/x"), .whole(count))
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
        (429, ""), (429, "TooManyRequests"), (408, ""), (400, "RequestTimeout"), (409, "OperationAborted"),
        (400, "Throttling"), (403, "SlowDown"), (500, "InternalError"), (502, ""), (504, ""),
    ])
    func whatPassesIsAskedAgain(status: Int, code: String) async throws {
        let body = code.isEmpty ? "" : "<Error><Code>\(code)</Code></Error>"
        let whole = ScriptedServer.Answer.reply(206, [("Content-Range", "bytes 0-3/4")], body: "coat")
        let server = try await ScriptedServer(.reply(status, body: body), whole)
        #expect(try await read(server, 4) == "coat")
        #expect(server.asked.count == 2)
    }

    @Test(arguments: [
        (403, "RequestTimeTooSkewed"), (401, ""), (403, "AccessDenied"), (404, "NoSuchBucket"), (404, ""),
        (409, "BucketAlreadyExists"), (400, "InvalidRequest"), (501, "NotImplemented"), (301, "PermanentRedirect"),
        (307, "TemporaryRedirect"),
    ])
    func whatWouldFailAgainIsAskedOnce(status: Int, code: String) async throws {
        let elsewhere = [("Location", "http://127.0.0.1:1/bucket")]
        let body = code.isEmpty ? "" : "<Error><Code>\(code)</Code></Error>"
        let server = try await ScriptedServer(.reply(status, elsewhere, body: body))
        await expect(.unavailable) { _ = try await read(server, 4) }
        #expect(server.asked.count == 1)
        let erased = try await server.store().erase([key("uploads/x")])
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

    /// An answer to HEAD has no body in which the server could give the reason.
    @Test func aClockThatDiffersIsTold() async throws {
        let server = try await ScriptedServer(.reply(403, [("Date", "Wed, 21 Oct 2015 07:28:00 GMT")]))
        let error = await #expect(throws: CloakroomError.self) { try await server.store().room() }
        #expect(error?.detail.contains("the server's clock says 2015-10-21T07:28:00.000Z, ours") == true)
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

    @Test func anEmptyFileIsSentWithItsLength() async throws {
        let server = try await ScriptedServer(Self.absent, Self.taken)
        let scratch = try Scratch()
        try await scratch.spool.put([], as: key("uploads/x"), in: server.store())
        let put = try #require(server.asked.first { $0.method == .PUT })
        #expect(put.headers["content-length"] == ["0"] && put.headers["transfer-encoding"].isEmpty)
        #expect(put.headers["x-amz-content-sha256"] == [Digest(of: []).hex])
    }

    @Test func whatHasNotTheSizeThatWasSentIsNotTaken() async throws {
        for answer in [ScriptedServer.Answer.reply(200, [("Content-Length", "3")]), Self.absent] {
            let server = try await ScriptedServer(Self.absent, Self.taken, answer)
            await expect(.unavailable) { try await adopt(server) }
        }
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
        let bytes = try await server.store { $0.silence = .seconds(3) }.content(of: key("uploads/x"), .whole(4))
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
        #expect(try await server.store().content(of: key("uploads/x"), span) == Array("3456".utf8))
    }

    @Test(arguments: ["bytes 1-4/5", "bytes 0-9223372036854775807/5", "bytes */5", ""])
    func anotherPartThanAskedForIsNoAnswer(range: String) async throws {
        let server = try await ScriptedServer(.reply(206, [("Content-Range", range)], body: "coat"))
        await expect(.unavailable) { _ = try await read(server, 4) }
    }

    // MARK: Readers

    /// Slow clients hold their connections for as long as they like.
    @Test func oneReaderTooManyIsTurnedAwayAndTheStoreIsNotToBlame() async throws {
        let server = try await ScriptedServer(
            .stall(206, [("Content-Range", "bytes 0-3/4"), ("ETag", "\"e\"")], body: "co", length: 4))
        let store = try server.store {
            $0.readers = 2
            $0.connecting = .milliseconds(100)
        }
        try await whileReading(store) {
            try await whileReading(store) {
                await expect(.busy(retryAfter: 1)) { try await whileReading(store) {} }
            }
        }
        #expect(server.asked.count == 2)
    }

    /// Does `work` when the first bytes have come, and takes no more.
    private func whileReading(_ store: S3Store, _ work: () async throws -> Void) async throws {
        struct Enough: Error {}
        do {
            try await store.read(key("uploads/x"), .whole(4)) { _ in
                try await work()
                throw Enough()
            }
        } catch is Enough {}
    }
}
