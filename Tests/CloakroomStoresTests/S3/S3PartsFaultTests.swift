import CloakroomCore
import CloakroomTesting
import NIOCore
import NIOHTTP1
import Testing

@testable import CloakroomStores

/// What becomes of long files when servers and networks fail.
@Suite(.timeLimit(.minutes(15))) struct S3PartsFaultTests {
    private static let size = Int(S3Store.largestPut) + 1
    private static let absent = ScriptedServer.Answer.reply(404)
    private static let begun = ScriptedServer.Answer.reply(
        200, body: "<InitiateMultipartUploadResult><UploadId>u+1</UploadId></InitiateMultipartUploadResult>")
    private static let parts = [ScriptedServer.Answer](repeating: .reply(200, [("ETag", "\"t\"")]), count: 5)
    private static let ended = ScriptedServer.Answer.error(404, "NoSuchUpload")
    private static let aborted = ScriptedServer.Answer.reply(204, [("Content-Length", "0")])

    /// An object of the right length.
    private static func there(_ tag: String) -> ScriptedServer.Answer {
        .reply(200, [("Content-Length", String(size)), ("ETag", tag), ("Last-Modified", tag)])
    }

    private func put(_ server: ScriptedServer, replacing: Bool = false) async throws {
        let scratch = try Scratch()
        let (store, key) = try (server.store(), key("uploads/x"))
        try await scratch.spool.with([UInt8](repeating: 7, count: Self.size)) { file in
            if replacing { try await store.replace(file, as: key) } else { try await store.adopt(file, as: key) }
        }
    }

    /// Other parts may still be on their way.
    @Test func aPartWithoutATagEndsTheUpload() async throws {
        let server = try await ScriptedServer(Self.absent, Self.begun, .reply(200, [("ETag", "")]))
        await expect(.unavailable) { try await put(server) }
        #expect(server.asked.contains { $0.method == .DELETE && $0.uri == "/bucket/uploads/x?uploadId=u%2B1" })
    }

    @Test func aFailureThatIsToldLateIsOne() async throws {
        let failure = ScriptedServer.Answer.error(200, "InvalidPart")
        let server = try await ScriptedServer(
            [Self.absent, Self.begun] + Self.parts + [failure, Self.absent, Self.aborted])
        await expect(.unavailable) { try await put(server) }
        #expect(server.asked.map(\.method).suffix(3) == [.POST, .HEAD, .DELETE])
    }

    @Test func anErrorThatIsToldLateMayPass() async throws {
        let failure = ScriptedServer.Answer.error(200, "InternalError")
        let done = ScriptedServer.Answer.reply(200, body: "  \n  <CompleteMultipartUploadResult/>")
        let server = try await ScriptedServer(
            [Self.absent, Self.begun] + Self.parts + [failure, done, Self.there("n")])
        try await put(server)
        #expect(server.asked.map(\.method).suffix(3) == [.POST, .POST, .HEAD])
    }

    /// Some servers forget uploads that have ended.
    @Test func aLostAnswerIsNoLostUpload() async throws {
        let server = try await ScriptedServer(
            [Self.absent, Self.begun] + Self.parts + [.close, Self.ended, Self.there("n")])
        try await put(server)
        #expect(!server.asked.contains { $0.method == .DELETE })
    }

    @Test func anUploadThatEndedOtherwiseIsLost() async throws {
        let server = try await ScriptedServer(
            [Self.absent, Self.begun] + Self.parts + [.close, Self.ended, Self.absent])
        await expect(.unavailable) { try await put(server) }
    }

    @Test func whatIsReplacedMustHaveChangedWhenTheAnswerWasLost() async throws {
        for tag in ["n", "o"] {
            let server = try await ScriptedServer(
                [Self.there("o"), Self.begun] + Self.parts + [.close, Self.ended, Self.there(tag)])
            if tag == "n" {
                try await put(server, replacing: true)
            } else {
                await expect(.unavailable) { try await put(server, replacing: true) }
            }
        }
    }

    @Test func serversMayBeSilentWhileTheyPutPartsTogether() async throws {
        let server = try await ScriptedServer(.late(.milliseconds(400), 200))
        let store = try server.store { $0.silence = .milliseconds(50) }
        let request = S3Request(method: .POST, object: "x", query: [("uploadId", "u")])
        _ = try await store.client.send(request, .assembling(1, .seconds(600)))
        #expect(server.asked.count == 1)
    }

    @Test func puttingPartsTogetherHasTimeThatGrowsWithTheFile() {
        let (short, long) = (S3Pace.assembling(1, .seconds(10)), S3Pace.assembling(1 << 30, .seconds(10)))
        #expect(short.attempt >= .seconds(60) && long.attempt >= .seconds(600))
        #expect(long.total >= long.attempt * 2)
    }
}
