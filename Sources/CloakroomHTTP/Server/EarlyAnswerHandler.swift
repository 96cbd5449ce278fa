import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before its body had ended.
///
/// What still comes is discarded for a while, so that the client gets to read the answer instead of a reset; then the
/// connection closes. Without it the server would read on to the end, however far that is.
final class EarlyAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How much of an unwanted body is discarded at the most.
    struct Bounds {
        var bytes = 2 << 20
        var time = TimeAmount.seconds(2)
    }

    private enum State {
        /// No request is being received.
        case idle
        case receiving
        /// An answer is on its way out although its request is, or was when it began, still coming in.
        case answering(isReceiving: Bool)
        case discarding(bytes: Int)
    }

    private let bounds: Bounds
    private var state = State.idle
    /// Requests whose answers have not ended: with pipelining an answer may belong to an earlier one than is being received.
    private var unanswered = 0
    private var deadline: Scheduled<Void>?

    init(_ bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.discarding(let bytes), .body(let body)): return discard(context, bytes + body.readableBytes)
        case (.discarding, .end): return context.close(promise: nil)
        case (.discarding, .head): return
        case (.idle, .head):
            state = .receiving
            unanswered += 1
        case (.receiving, .end): state = .idle
        case (.answering, .end): state = .answering(isReceiving: false)
        default: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch (state, unwrapOutboundIn(data)) {
        case (.receiving, .head(var head)) where unanswered == 1 && head.status.kind != .informational:
            state = .answering(isReceiving: true)
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case (.answering(let isReceiving), .end):
            context.writeAndFlush(data, promise: promise)
            state = .discarding(bytes: 0)
            if isReceiving { closeSoon(context) } else { context.close(promise: nil) }
        case (_, .end):
            unanswered -= 1
            context.write(data, promise: promise)
        default: context.write(data, promise: promise)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func discard(_ context: ChannelHandlerContext, _ bytes: Int) {
        state = .discarding(bytes: bytes)
        if bytes > bounds.bytes { context.close(promise: nil) }
    }

    private func closeSoon(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: bounds.time) { channel.close(promise: nil) }
    }
}
