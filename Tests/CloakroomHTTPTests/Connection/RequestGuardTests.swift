import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CloakroomHTTP

@Suite struct RequestGuardTests {
    private let channel: EmbeddedChannel
    private let recorder = ErrorRecorder()
    private let parsed = ReadCounter()

    init() throws {
        let wire = WireMeter()
        channel = try EmbeddedChannel(
            open: [wire, parsed, ByteToMessageHandler(HTTPRequestDecoder()), RequestGuard(wire)], recorder)
    }

    /// Counts what comes to the parser.
    private final class ReadCounter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private(set) var bytes = 0
        private(set) var reads = 0

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytes
            context.fireChannelRead(data)
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            reads += 1
            context.fireChannelReadComplete()
        }
    }

    private func receive(_ text: String) {
        channel.pipeline.fireChannelRead(ByteBuffer(string: text))
        channel.pipeline.fireChannelReadComplete()
    }

    private var status: Int? { (recorder.errors.first as? BrokenRequest)?.status.code }

    private func head() throws -> HTTPRequestHead? {
        guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self) else { return nil }
        return head
    }

    @Test(arguments: [
        ("POST / HTTP/1.1\r\n\r\n", 400), ("POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("POST / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\n", 501),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ])
    func whatCouldBeReadInTwoWaysGoesNoFurther(text: String, expected: Int) throws {
        receive(text)
        #expect(status == expected)
        #expect(try head() == nil)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", false), ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", false), ("GET / HTTP/1.0\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n\r\n", false),
    ])
    func whatPassesSaysWhetherTheConnectionLasts(text: String, isLast: Bool) throws {
        receive(text)
        #expect(status == nil)
        let head = try #require(try head())
        #expect((head.headers.first(name: "connection") == "close") == isLast)
    }

    @Test func aBodyOfNothingButFramingIsRefused() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        receive("2;" + String(repeating: "a", count: 60 << 10))
        #expect(status == nil)
        receive(String(repeating: "a", count: 5 << 10))
        #expect(status == 400)
    }

    @Test func aBodyOfTinyChunksPasses() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<100 { receive(String(repeating: "1\r\na\r\n", count: 10_000)) }
        receive("0\r\n\r\n")
        #expect(status == nil && recorder.errors.isEmpty)
    }

    private static let ends = [
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nUpgrade: x\r\nConnection: x ,UPGRADE\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\n{}",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
    ]

    /// The parser would keep it all, complain of it, or take it for a request that nobody answers.
    @Test(arguments: ends)
    func nothingIsParsedOrKeptBehindTheLastRequest(text: String) throws {
        receive(text + "GET /behind HTTP/1.1\r\nHost: a\r\n\r\n")
        let (bytes, reads) = (parsed.bytes, parsed.reads)
        for _ in 0..<100 { receive(String(repeating: "GET /behind HTTP/1.1\r\nHost: a\r\n\r\n", count: 100)) }
        #expect(parsed.bytes == bytes && parsed.reads == reads)
        #expect(recorder.errors.isEmpty)
        let head = try #require(try head())
        #expect(head.headers["connection"] == ["close"])
        var heads = 1
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .head = part { heads += 1 }
        }
        #expect(heads == 1)
    }

    @Test func nothingIsParsedBehindWhatWasRefused() {
        receive("GET / HTTP/1.1\r\n\r\n")
        #expect(status == 400)
        let bytes = parsed.bytes
        receive("GET / HTTP/1.1\r\n\r\n")
        #expect(parsed.bytes == bytes && recorder.errors.count == 1)
    }

    @Test(arguments: [("1.0", false), ("1.1", true)])
    func onlyWhoKnowsInterimAnswersMayWaitForOne(version: String, isExpected: Bool) throws {
        receive("POST / HTTP/\(version)\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try head()?.headers.contains(name: "expect") == isExpected)
    }
}
