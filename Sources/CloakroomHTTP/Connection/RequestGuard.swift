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
    private var isBroken = false

    init(_ wire: WireMeter) {
        self.wire = wire
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            if let refusal = Self.refusal(head) { return refuse(context, refusal) }
            if Self.isLast(head) { head.headers.replaceOrAdd(name: "connection", value: "close") }
            wire.bytes = 0
            payload = 0
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let bytes):
            payload = payload.map { $0 + bytes.readableBytes }
            context.fireChannelRead(data)
        case .end:
            if isMostlyFraming { return refuse(context, Self.framed) }
            payload = nil
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isMostlyFraming, !isBroken { refuse(context, Self.framed) }
        context.fireChannelReadComplete()
    }

    private static let framed = BrokenRequest(.badRequest, "The body has more framing than content")

    private var isMostlyFraming: Bool {
        guard let payload else { return false }
        return wire.bytes - payload > Self.framing.fixed + Self.framing.each * payload
    }

    private func refuse(_ context: ChannelHandlerContext, _ refusal: BrokenRequest) {
        isBroken = true
        context.fireErrorCaught(refusal)
    }

    private static func refusal(_ head: HTTPRequestHead) -> BrokenRequest? {
        let hosts = head.headers["host"]
        guard hosts.count == 1 || hosts.isEmpty && head.version == .http1_0, hosts.allSatisfy(isHost) else {
            return BrokenRequest(.badRequest, "The request must have one valid Host")
        }
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
        let options = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        return options.contains("close") || head.version == .http1_0 && !options.contains("keep-alive")
    }
}

/// Counts what comes over the wire, before it is parsed.
final class WireMeter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    var bytes = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
    }
}
