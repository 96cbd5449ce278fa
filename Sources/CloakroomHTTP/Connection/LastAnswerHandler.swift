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
    /// Answers that have ended, and are not out yet.
    private var unsent = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        exchange.received(part)
        if case .head(let head) = part, head.headerFields[.connection] == "close" { isLast = true }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        exchange.sent(part)
        switch part {
        case .head(var head) where isLast && part.isFinalHead && exchange.unanswered == 1:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end: writeEnd(context, data, promise ?? context.eventLoop.makePromise())
        default: context.write(data, promise: promise)
        }
    }

    private func writeEnd(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>) {
        unsent += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            unsent -= 1
            closeIfDone(context)
        }
        isDone ? context.writeAndFlush(data, promise: promise) : context.write(data, promise: promise)
    }

    /// The signal to stop goes no further: behind us a connection would be closed before its last bytes are out.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isLast = true
        closeIfDone(context)
    }

    private var isDone: Bool { isLast && exchange.unanswered == 0 && !exchange.isReceiving }

    /// Closing drops what the client has not taken yet, so that is waited for.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        if isDone, unsent == 0 { context.close(promise: nil) }
    }
}
