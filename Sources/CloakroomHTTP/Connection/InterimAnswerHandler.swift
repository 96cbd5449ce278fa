import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Asks ``InterimAnswerHandler`` to send a head that is not the answer yet.
struct InterimAnswer: Sendable {
    let head: HTTPResponse
}

/// Sends interim answers to the request that is being answered.
/// - Source: RFC 9110 section 15.2.
final class InterimAnswerHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let answer = event as? InterimAnswer else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        context.writeAndFlush(wrapOutboundOut(.head(answer.head)), promise: promise)
    }
}
