import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Ends a stream whose request was answered before it had ended: the client is told to send no more and keeps the answer.
/// The connection goes on.
///
/// - Source: RFC 9113 section 8.1.
final class EarlyStreamAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isWhole = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { isWhole = true }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data), !isWhole else { return context.write(data, promise: promise) }
        let promise = promise ?? context.eventLoop.makePromise()
        // A reset would overtake what waits for the client to take it.
        promise.futureResult.assumeIsolated().whenSuccess {
            context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
        }
        context.writeAndFlush(data, promise: promise)
    }
}
