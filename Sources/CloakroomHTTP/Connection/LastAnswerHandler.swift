import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection after its last answer, when its client asked for that or the service stops; the answer says so.
final class LastAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var exchange = Exchange()
    private var isLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        exchange.received(part)
        if case .head(let head) = part, head.headerFields[.connection] == "close" { isLast = true }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        exchange.sent(part)
        guard isLast else { return context.write(data, promise: promise) }
        switch part {
        case .head(var head) where part.isFinalHead && exchange.unanswered == 1:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where exchange.unanswered == 0 && !exchange.isReceiving:
            context.writeAndFlush(data, promise: promise, closing: true)
        default: context.write(data, promise: promise)
        }
    }

    /// The signal to stop goes no further: behind us a connection would be closed before its last bytes are out.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isLast = true
        if exchange.unanswered == 0 { context.close(promise: nil) }
    }
}
