import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CloakroomHTTP

@Suite struct HotReadHandlerTests {
    private let channel = EmbeddedChannel()
    private let client = HeldClient()
    private let behind = RawRecorder()

    /// Answers `/hot`, and `/large` with more than the client takes at once; nothing else.
    init() throws {
        let outlet = WireOutlet()
        let handler = HotReadHandler(outlet) { [channel] head, _, _ in
            guard ["/hot", "/large"].contains(head.uri) else { return nil }
            channel.isWritable = head.uri == "/hot"
            return HotAnswer(head: ByteBuffer(string: "hot "), body: ByteBuffer(string: "body"))
        }
        try channel.pipeline.syncOperations.addHandlers([client, outlet, handler, behind])
        try channel.connect(to: .init(unixDomainSocketPath: "/embedded")).wait()
    }

    private func receive(
        _ uri: String, _ method: HTTPMethod = .GET, _ fields: HTTPHeaders = [:], ends: Bool = true
    ) {
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: fields)
        channel.pipeline.fireChannelRead(HTTPServerRequestPart.head(head))
        if ends { channel.pipeline.fireChannelRead(HTTPServerRequestPart.end(nil)) }
        channel.pipeline.fireChannelReadComplete()
    }

    private func answer(_ fields: HTTPHeaders = [:], ends: Bool = true) throws {
        channel.write(
            HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok, headers: fields)), promise: nil)
        if ends { channel.write(HTTPServerResponsePart.end(nil), promise: nil) }
    }

    /// What went out as bytes.
    private func sent() throws -> String {
        client.take()
        var text = ""
        while let part = try channel.readOutbound(as: IOData.self, orSkip: HTTPServerResponsePart.self) {
            if case .byteBuffer(let bytes) = part { text += String(buffer: bytes) }
        }
        return text
    }

    @Test func whatIsAtHandIsAnsweredAndNobodyBehindHearsOfIt() throws {
        receive("/hot")
        receive("/hot", .HEAD)
        #expect(try sent() == "hot bodyhot body")
        #expect(behind.seen == ["answered", "answered"])
    }

    @Test func theNextReadIsAskedForAtOnceUnlessSomethingWentOnOrTheClientIsFull() throws {
        receive("/hot")
        #expect(client.reads == 1)
        receive("/cold")
        receive("/hot")
        #expect(client.reads == 1)
        for _ in 1...2 { try answer() }
        receive("/hot")
        #expect(client.reads == 2)
        receive("/large")
        #expect(client.reads == 2)
    }

    @Test func nothingIsReadOfAConnectionThatIsAboutToEnd() {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/hot")
        channel.pipeline.fireChannelRead(HTTPServerRequestPart.head(head))
        channel.pipeline.fireChannelRead(HTTPServerRequestPart.end(nil))
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        channel.pipeline.fireChannelReadComplete()
        #expect(client.reads == 0)
    }

    @Test func everythingElseGoesOnAsItCame() throws {
        receive("/cold")
        receive("/hot", .POST)
        #expect(try sent() == "")
        #expect(behind.seen == ["head /cold", "end", "complete", "head /hot", "end", "complete"])
    }

    /// Content may be long in coming, and an answer may be due before it.
    @Test(arguments: ["content-length", "transfer-encoding", "expect", "range", "if-none-match", "upgrade"])
    func whatIsNoPlainReadGoesOnBeforeItsEnd(field: String) {
        receive("/hot", .GET, [field: "10"], ends: false)
        #expect(behind.seen == ["head /hot", "complete"])
    }

    @Test func aReadStaysBehindWhatWentOnBeforeIt() throws {
        receive("/cold")
        receive("/hot")
        #expect(behind.seen.contains("head /hot"))
        try answer()
        receive("/hot")
        #expect(behind.seen.last == "complete")
        for _ in 1...2 { try answer() }
        receive("/hot")
        #expect(try sent() == "hot body")
        #expect(behind.seen.last == "answered")
    }

    @Test func nothingIsAnsweredBehindAnAnswerThatIsTheLast() throws {
        receive("/cold")
        try answer(["connection": "close"])
        receive("/hot")
        #expect(try sent() == "")
        #expect(behind.seen.suffix(3) == ["head /hot", "end", "complete"])
    }

    @Test func anInterimAnswerIsNone() throws {
        receive("/cold")
        try answer(ends: false)
        receive("/hot")
        #expect(behind.seen.contains("head /hot"))
    }

    @Test func aHeadThatBreaksOffIsPassedOnBeforeItsError() {
        receive("/hot", ends: false)
        channel.pipeline.fireErrorCaught(HTTPParserError.invalidEOFState)
        #expect(behind.seen == ["complete", "head /hot", "error"])
    }

    // MARK: Answers that are not out yet

    @Test func whatWouldEndTheConnectionWaitsForThem() throws {
        receive("/hot")
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        channel.pipeline.fireErrorCaught(HTTPParserError.invalidEOFState)
        #expect(behind.seen == ["answered"])
        #expect(try sent() == "hot body")
        #expect(behind.seen == ["answered", "input closed", "quiesce", "error"])
    }

    /// Those behind close the connection when what they sent is out, and know nothing of what was answered here.
    @Test func noReadIsAnsweredOfAServiceThatStops() throws {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        receive("/hot")
        #expect(behind.seen == ["quiesce", "head /hot", "end", "complete"])
        #expect(try sent() == "")
    }

    @Test func noReadIsAnsweredBehindThat() throws {
        receive("/hot")
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        receive("/hot")
        #expect(behind.seen == ["answered", "head /hot", "end", "complete"])
        #expect(try sent() == "hot body")
        #expect(behind.seen.last == "quiesce")
    }

    @Test func aConnectionThatBreaksForgetsThem() throws {
        receive("/hot")
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        channel.pipeline.fireChannelInactive()
        client.take()
        #expect(behind.seen == ["answered"])
    }
}

/// What reaches the handlers behind.
private final class RawRecorder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private(set) var seen: [String] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): seen.append("head \(head.uri)")
        case .body: seen.append("body")
        case .end: seen.append("end")
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { seen.append("complete") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { seen.append("error") }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ReadAnswered: seen.append("answered")
        case is ChannelShouldQuiesceEvent: seen.append("quiesce")
        default: seen.append("input closed")
        }
    }
}

extension EmbeddedChannel {
    /// The next thing of a type that went out; what is of the other type is passed over.
    fileprivate func readOutbound<Wanted, Other>(as wanted: Wanted.Type, orSkip other: Other.Type) throws -> Wanted? {
        while true {
            do {
                return try readOutbound(as: wanted)
            } catch {
                _ = try readOutbound(as: other)
            }
        }
    }
}
