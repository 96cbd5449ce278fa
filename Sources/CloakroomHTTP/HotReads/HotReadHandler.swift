import NIOCore
import NIOHTTP1

/// Answers reads whose answer is at hand, straight behind the parser; all other requests go on.
///
/// What is answered here comes by none of the handlers behind, each of which a request would cross four times.
final class HotReadHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart
    typealias Answering = (HTTPRequestHead, PlainReadFields, IPAddress?) -> HotAnswer?

    private let answering: Answering
    private let outlet: WireOutlet
    private var peer: IPAddress?
    /// Of a read whose end has not come. It has no content, so that follows at once.
    private var head: HTTPRequestHead?
    private var fields: PlainReadFields?
    /// Requests that went on and are not answered: what follows has to stay behind them.
    private var passedOn = 0
    /// Whether an answer has said that it is the last, or the service stops.
    private var isEnding = false
    /// What became of the requests that were read last.
    private var (hasAnswered, hasPassedOn) = (false, false)
    /// Whether answers were sent since that was last looked at: some may not be out yet. And what would end the connection
    /// and them with it.
    private var mayBeUnsent = false
    private var heldBack: [(ChannelHandlerContext) -> Void] = []

    init(_ outlet: WireOutlet, _ answering: @escaping Answering) {
        self.outlet = outlet
        self.answering = answering
    }

    func handlerAdded(context: ChannelHandlerContext) {
        peer = context.remoteAddress.flatMap(IPAddress.init)
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            fields = mayAnswer(head, context) ? PlainReadFields(head.headers) : nil
            guard fields == nil else { return self.head = head }
            passedOn += 1
            passOn(data, context)
        case .end where answerHead(context): break
        case .body, .end: passOn(data, context)
        }
    }

    /// A client that does not take its answers is waited for behind us.
    private func mayAnswer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> Bool {
        (head.method == .GET || head.method == .HEAD) && passedOn == 0 && !isEnding && heldBack.isEmpty
            && context.channel.isWritable
    }

    private func answerHead(_ context: ChannelHandlerContext) -> Bool {
        guard let head, let fields, let answer = answering(head, fields, peer) else { return false }
        self.head = nil
        send(answer, context)
        return true
    }

    private func passOn(_ data: NIOAny, _ context: ChannelHandlerContext) {
        passHeadOn(context)
        hasPassedOn = true
        context.fireChannelRead(data)
    }

    private func passHeadOn(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        passedOn += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Those behind have heard of the reads that were answered here; there is no more to be told. Nor has any of them a
    /// reason to put the next read off, so that is asked for past them; in all other cases the channel asks them too.
    func channelReadComplete(context: ChannelHandlerContext) {
        if hasPassedOn || !hasAnswered {
            context.fireChannelReadComplete()
        } else if heldBack.isEmpty, context.channel.isWritable {
            context.read()
        }
        (hasAnswered, hasPassedOn) = (false, false)
    }

    func channelInactive(context: ChannelHandlerContext) {
        head = nil
        heldBack = []
        context.fireChannelInactive()
    }

    // MARK: What ends a connection

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        whenSent(context) { [self] context in
            passHeadOn(context)
            context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        let isStop = event is ChannelShouldQuiesceEvent
        isEnding = isEnding || isStop
        guard isStop || event is ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
        whenSent(context) { $0.fireUserInboundEventTriggered(event) }
    }

    /// Behind us the connection may be closed at once.
    private func whenSent(_ context: ChannelHandlerContext, _ tell: @escaping (ChannelHandlerContext) -> Void) {
        guard mayBeUnsent else { return tell(context) }
        heldBack.append(tell)
        guard heldBack.count == 1 else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in tellHeldBack(context) }
        outlet.flush(telling: sent)
    }

    private func tellHeldBack(_ context: ChannelHandlerContext) {
        mayBeUnsent = false
        let all = heldBack
        heldBack = []
        for tell in all { tell(context) }
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): isEnding = isEnding || head.headers[canonicalForm: "connection"].contains("close")
        case .end where passedOn > 0: passedOn -= 1
        case .body, .end: break
        }
        context.write(data, promise: promise)
    }

    private func send(_ answer: HotAnswer, _ context: ChannelHandlerContext) {
        (hasAnswered, mayBeUnsent) = (true, true)
        outlet.send(answer)
        context.fireUserInboundEventTriggered(ReadAnswered())
    }
}

/// Tells those behind that a request came and was answered.
struct ReadAnswered: Sendable {}

/// Where bytes go out that are an answer already: in front of whatever would make them one.
final class WireOutlet: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func send(_ answer: HotAnswer) {
        guard let context else { return }
        context.write(wrapOutboundOut(.byteBuffer(answer.head)), promise: nil)
        if answer.body.readableBytes > 0 { context.write(wrapOutboundOut(.byteBuffer(answer.body)), promise: nil) }
        context.flush()
    }

    /// An empty write is out when all before it are.
    func flush(telling sent: EventLoopPromise<Void>) {
        guard let context else { return sent.fail(ChannelError.ioOnClosedChannel) }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
    }
}
