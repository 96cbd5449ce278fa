import CloakroomCore
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Refuses on a stream what ``RequestGuard`` and the parser refuse on an HTTP/1.1 connection, and keeps answers free of
/// what has no place in HTTP/2.
///
/// - Source: RFC 9113 sections 8.2.2 (connection-specific fields), 8.3.1 (authority).
final class StreamGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let fields = 200
    private static let fieldBytes = 16 << 10
    /// Frames that a body may have whatever it holds, and bytes that each one more must bring.
    private static let frames = (free: 8192, bytes: 8)

    private var exchange = Exchange()
    private var frames = 0
    private var payload = 0
    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        let part = unwrapInboundIn(data)
        if let refusal = refusal(part) {
            isBroken = true
            return context.fireErrorCaught(refusal)
        }
        exchange.received(part)
        context.fireChannelRead(data)
    }

    /// A connection that ends takes its streams with it, and a body that ends so has not ended.
    func channelInactive(context: ChannelHandlerContext) {
        if exchange.isReceiving { context.fireErrorCaught(CloakroomError(.aborted, "the connection ended")) }
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), head.headerFields.contains(.connection) else {
            return context.write(data, promise: promise)
        }
        head.headerFields[.connection] = nil
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func refusal(_ part: HTTPRequestPart) -> BrokenRequest? {
        switch part {
        case .head(let head): return Self.refusal(head)
        case .body(let bytes):
            frames += 1
            payload += bytes.readableBytes
            guard frames - Self.frames.free > payload / Self.frames.bytes else { return nil }
            return BrokenRequest(.badRequest, "The body has more framing than content")
        case .end: return nil
        }
    }

    private static func refusal(_ head: HTTPRequest) -> BrokenRequest? {
        guard head.headerFields.count <= fields,
            head.headerFields.allSatisfy({ $0.value.utf8.count <= fieldBytes })
        else {
            return BrokenRequest(.requestHeaderFieldsTooLarge, "The request's header is too large")
        }
        let hosts = [head.authority].compactMap { $0 } + head.headerFields[values: .host]
        guard !hosts.isEmpty, hosts.allSatisfy({ RequestGuard.isHost($0) && $0 == hosts[0] }) else {
            return BrokenRequest(.badRequest, "The request must have one valid Host")
        }
        return nil
    }
}
