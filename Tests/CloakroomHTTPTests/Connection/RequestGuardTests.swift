import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CloakroomHTTP

@Suite struct RequestGuardTests {
    private let channel: EmbeddedChannel
    private let recorder = ErrorRecorder()

    init() throws {
        let wire = WireMeter()
        channel = try EmbeddedChannel(
            open: [wire, ByteToMessageHandler(HTTPRequestDecoder()), RequestGuard(wire)], recorder)
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
}
