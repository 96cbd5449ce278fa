import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection that nobody uses, that breaks the protocol, or whose client sends a header drop by drop; and
/// when the service stops, as soon as its streams have ended.
///
/// What is slow on a stream is found there.
final class ConnectionWatchHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private enum Phase {
        /// There are streams.
        case busy
        case idle
        /// Bytes came that were no whole frame and opened no stream.
        case header(since: NIODeadline)
    }

    private let idle: TimeAmount
    private let header: TimeAmount
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var idleSince = NIODeadline.now()
    private var open = 0
    private var newest = HTTP2StreamID.rootStream
    private var sawFrame = false
    private var isLast = false
    private var timer: Scheduled<Void>?

    init(_ limits: HTTPLimits) {
        idle = .seconds(limits.idleSeconds)
        header = .seconds(limits.headerSeconds)
    }

    // MARK: A connection's life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        becomeIdle(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    /// The client has been told already, unless the connection itself failed. That one stream went wrong harms nobody else.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !(error is NIOHTTP2Errors.StreamError) else { return }
        if error is any NIOHTTP2Error { HTTPMeters.cut("protocol") }
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: stop(context)
        // Without a client that sends there are no windows to write into.
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Streams that the client opens before it hears of this are not answered; it knows, and asks elsewhere.
    private func stop(_ context: ChannelHandlerContext) {
        isLast = true
        open == 0 ? leave(context) : sayGoodbye(context)
    }

    /// Closes behind the goodbye, and so behind every answer: what the client has not taken yet would be dropped.
    private func leave(_ context: ChannelHandlerContext) {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        sayGoodbye(context, promise)
    }

    private func sayGoodbye(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) {
        let frame = HTTP2Frame(
            streamID: .rootStream, payload: .goAway(lastStreamID: newest, errorCode: .noError, opaqueData: nil))
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    // MARK: What comes in

    /// Frames of the connection itself, such as settings and pings; those of streams do not come by.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawFrame = true
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        switch phase {
        case .idle where !sawFrame: enter(.header(since: context.eventLoop.now), context)
        case .header where sawFrame: enter(.idle, context)
        default: break
        }
        sawFrame = false
        context.fireChannelReadComplete()
    }

    private func opened(_ stream: HTTP2StreamID) {
        open += 1
        newest = max(newest, stream)
        if let context { enter(.busy, context) }
    }

    private func closed() {
        open -= 1
        guard open == 0, let context else { return }
        becomeIdle(context)
        // The stream's last frame may be on its way here.
        if isLast { context.eventLoop.assumeIsolated().execute { [self] in leave(context) } }
    }

    // MARK: Time

    private func becomeIdle(_ context: ChannelHandlerContext) {
        idleSince = context.eventLoop.now
        enter(.idle, context)
    }

    private func enter(_ next: Phase, _ context: ChannelHandlerContext) {
        phase = next
        watch(context)
    }

    private var deadline: NIODeadline? {
        switch phase {
        case .busy: nil
        case .idle: idleSince + idle
        case .header(let since): since + header
        }
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = deadline.map { deadline in
            context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in expire(context) }
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        if case .idle = phase { HTTPMeters.cut("idle") } else { HTTPMeters.cut("header") }
        sayGoodbye(context)
        context.close(promise: nil)
    }

    /// Tells of streams, on the event loop.
    struct Delegate: NIOHTTP2StreamDelegate {
        private let handler: NIOLoopBound<ConnectionWatchHandler>

        init(_ handler: ConnectionWatchHandler, _ eventLoop: any EventLoop) {
            self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
        }

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) { handler.value.opened(id) }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) { handler.value.closed() }
    }
}
