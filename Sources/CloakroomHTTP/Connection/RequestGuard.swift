import HTTPTypes
import NIOCore
import NIOHTTP1

/// Refuses what the parser lets through and two servers in a row could read in two ways, and settles how long the
/// connection lasts.
///
/// - Source: RFC 9112 sections 3.2 (Host), 6.1 (Transfer-Encoding), 7.1.1 (chunk extensions), 9.3 (persistence).
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// Bytes around a body's own: what a chunk of one byte needs for each, and some.
    private static let framing = (fixed: 64 << 10, each: 8)

    private let wire: WireMeter
    private var payload: Int?
    /// Whether no request may follow the one that is coming in.
    private var isLast = false

    init(_ wire: WireMeter) {
        self.wire = wire
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !wire.isClosed else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let refusal = Self.refusal(head) { return refuse(context, refusal) }
            isLast = Self.isLast(head)
            wire.bytes = 0
            payload = 0
            let isPlain = head.version == .http1_1 && !isLast
            context.fireChannelRead(isPlain ? data : wrapInboundOut(.head(settled(head))))
        case .body(let bytes):
            payload = payload.map { $0 + bytes.readableBytes }
            context.fireChannelRead(data)
        case .end:
            if isMostlyFraming { return refuse(context, Self.framed) }
            payload = nil
            // Before the answer, for what else was read with this is parsed already.
            if isLast { wire.isClosed = true }
            context.fireChannelRead(data)
        }
    }

    private func settled(_ head: HTTPRequestHead) -> HTTPRequestHead {
        var head = head
        if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
        // Such a client knows no interim answers, and waits for none.
        if head.version == .http1_0 { head.headers.remove(name: "expect") }
        return head
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isMostlyFraming, !wire.isClosed { refuse(context, Self.framed) }
        context.fireChannelReadComplete()
    }

    /// What the parser thinks of bytes that nobody wants is not told.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is ByteToMessageDecoderError else {
            return context.fireErrorCaught(error)
        }
        guard !wire.isClosed else { return }
        wire.isClosed = true
        context.fireErrorCaught(error)
    }

    private static let framed = BrokenRequest(.badRequest, "The body has more framing than content")

    private var isMostlyFraming: Bool {
        guard let payload else { return false }
        return wire.bytes - payload > Self.framing.fixed + Self.framing.each * payload
    }

    private func refuse(_ context: ChannelHandlerContext, _ refusal: BrokenRequest) {
        wire.isClosed = true
        context.fireErrorCaught(refusal)
    }

    private static func refusal(_ head: HTTPRequestHead) -> BrokenRequest? {
        guard hasOneHost(head) else { return BrokenRequest(.badRequest, "The request must have one valid Host") }
        guard head.headers.contains(name: "transfer-encoding") else { return nil }
        guard head.version != .http1_0 else {
            return BrokenRequest(.badRequest, "HTTP/1.0 has no Transfer-Encoding")
        }
        // A field that is there and says nothing counts too: others may take it for chunked.
        let codings = head.headers[canonicalForm: "transfer-encoding"]
        guard codings.count == 1, codings[0].lowercased() == "chunked" else {
            return BrokenRequest(.notImplemented, "The only Transfer-Encoding is chunked")
        }
        return nil
    }

    private static func hasOneHost(_ head: HTTPRequestHead) -> Bool {
        var hosts = 0
        for (name, value) in head.headers where name.utf8.count == 4 && name.lowercased() == "host" {
            guard isHost(value) else { return false }
            hosts += 1
        }
        return hosts == 1 || hosts == 0 && head.version == .http1_0
    }

    static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "~"): true
            default: rareHostMarks.contains(byte)
            }
        }
    }

    private static let rareHostMarks = Set("!$&'()*+;=[]%".utf8)

    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        // What nearly every request is.
        guard head.version != .http1_1 || head.method == .CONNECT || head.headers.contains(name: "connection") else {
            return false
        }
        let options = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        return options.contains("close") || head.version == .http1_0 && !options.contains("keep-alive")
            || endsParsing(head)
    }

    /// Whether the parser stops behind this request, for it expects another protocol there. We speak none, and say so by
    /// answering.
    private static func endsParsing(_ head: HTTPRequestHead) -> Bool {
        guard head.method != .CONNECT else { return true }
        // Rather once too often than once too few: the parser has its own way to split the field.
        return head.headers.contains(name: "upgrade")
            && head.headers["connection"].contains { $0.lowercased().contains("upgrade") }
    }
}

/// Counts what comes over the wire, before it is parsed.
final class WireMeter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    var bytes = 0
    /// Whether no more is parsed: what still comes is dropped here, where a parser that has stopped would keep all of it.
    var isClosed = false
    private var hasPassedOn = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        hasPassedOn = true
        bytes += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
    }

    /// A read of which nothing went on has not been: it would be taken for the beginning of a request.
    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasPassedOn || !isClosed else { return }
        hasPassedOn = false
        context.fireChannelReadComplete()
    }
}
