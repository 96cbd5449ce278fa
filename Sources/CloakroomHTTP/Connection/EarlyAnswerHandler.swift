import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before it had ended, in its body or even in its header.
///
/// What still comes is discarded for a while, so that the client gets to read the answer instead of a reset; then the
/// connection closes. Without it the server would read on to the end, however far that is. A client that sends faster than
/// it looks, as a proxy may, is made to wait rather than cut: with nothing more to be sent it looks.
final class EarlyAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How much of an unwanted body is read at the most, and how long the connection stays open.
    struct Bounds {
        var bytes = 2 << 20
        var time = TimeAmount.seconds(2)
    }

    private enum State {
        case passing
        /// An answer is on its way out although its request is, or was when it began, still coming in.
        case answering(isReceiving: Bool)
        case discarding(bytes: Int)
    }

    private let bounds: Bounds
    private var state = State.passing
    private var exchange = Exchange()
    private var deadline: Scheduled<Void>?

    init(_ bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch (state, part) {
        case (.discarding(let bytes), .body(let body)):
            state = .discarding(bytes: bytes + body.readableBytes)
            return
        case (.discarding, .end): return context.close(promise: nil)
        case (.discarding, .head): return
        case (.answering, .end): state = .answering(isReceiving: false)
        default: break
        }
        exchange.received(part)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        exchange.sent(part)
        switch (state, part) {
        case (.passing, .head(var head)) where part.isFinalHead && isTooEarly:
            state = .answering(isReceiving: true)
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case (.answering(let isReceiving), .end):
            state = .discarding(bytes: 0)
            if isReceiving { closeSoon(context) }
            context.writeAndFlush(data, promise: promise, closing: !isReceiving)
        default: context.write(data, promise: promise)
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .discarding(let bytes) = state, bytes > bounds.bytes { return }
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    /// Whether an answer that begins now is to a request that is still coming in, and to no earlier one.
    private var isTooEarly: Bool { exchange.unanswered == (exchange.isReceiving ? 1 : 0) }

    private func closeSoon(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: bounds.time) { channel.close(promise: nil) }
    }
}

extension ChannelHandlerContext {
    /// Closes, if wanted, when the bytes are out: closing at once would drop what the client has not taken yet.
    func writeAndFlush(_ data: NIOAny, promise: EventLoopPromise<Void>?, closing: Bool) {
        let promise = promise ?? eventLoop.makePromise()
        if closing { promise.futureResult.assumeIsolated().whenComplete { _ in self.close(promise: nil) } }
        writeAndFlush(data, promise: promise)
    }
}
