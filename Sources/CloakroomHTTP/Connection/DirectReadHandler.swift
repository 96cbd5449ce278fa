import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Answers GET and HEAD on the loop of their connection, from the first instruction to the last when nothing is waited for.
///
/// A read that finds all it needs in memory then passes through no queue between the parser and the socket, which were a
/// third of its time. Requests with content go on to Hummingbird, whose streams make a fast client wait.
final class DirectReadHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart
    typealias Answering = @Sendable (Request, any Channel) async -> Response

    /// Parts of pipelined requests that wait for an answer before no more is read.
    private static let mostWaiting = 16

    private let answering: Answering
    private var executor: EventLoopExecutor?
    /// A read whose end has not come.
    private var head: HTTPRequest?
    /// What came while an answer was under way.
    private var waiting = CircularBuffer<HTTPRequestPart>()
    private var isReadHeld = false
    private var isInputClosed = false
    /// What went wrong with the input while an answer was under way.
    private var failure: (any Error)?
    private var isClosed = false
    private var isAnswering = false
    private var isResuming = false
    private var task: Task<Void, Never>?
    /// Answers that are not out yet.
    private var unsent = 0
    /// Requests that went on and are not answered: what follows has to stay behind them.
    private var passedOn = 0

    init(_ answering: @escaping Answering) {
        self.answering = answering
    }

    func handlerAdded(context: ChannelHandlerContext) {
        executor = EventLoopExecutor(context.eventLoop)
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        let part = unwrapInboundIn(data)
        isAnswering ? waiting.append(part) : take(part, context)
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head) where passedOn == 0 && head.isReadWithoutContent: self.head = head
        case .end where head != nil: answer(context)
        default:
            passHeadOn(context)
            if case .head = part { passedOn += 1 }
            context.fireChannelRead(wrapInboundOut(part))
        }
    }

    private func passHeadOn(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        passedOn += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Behind us the connection would be closed, or told what is wrong in the middle of an answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isBusy else {
            failure = failure ?? error
            return
        }
        passHeadOn(context)
        context.fireErrorCaught(error)
    }

    func read(context: ChannelHandlerContext) {
        isReadHeld = waiting.count > Self.mostWaiting
        if !isReadHeld { context.read() }
    }

    /// Behind us the connection would be closed at once, and the answer lost to a client that has said all it wanted.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isBusy, event as? ChannelEvent == .inputClosed {
            isInputClosed = true
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private var isBusy: Bool { isAnswering || unsent > 0 }

    func channelInactive(context: ChannelHandlerContext) {
        giveUp()
        context.fireChannelInactive()
    }

    /// Nobody is there any more to be answered.
    func giveUp() {
        isClosed = true
        waiting.removeAll()
        failure = nil
        task?.cancel()
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), passedOn > 0 { passedOn -= 1 }
        context.write(data, promise: promise)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        isAnswering = true
        let answer = NIOLoopBound(DirectAnswer(self, context), eventLoop: context.eventLoop)
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        let channel = context.channel
        let started = Task.immediate(executorPreference: executor) { [answering] in
            let response = await answering(request, channel)
            do {
                answer.value.write(.head(response.head))
                try await response.body.write(DirectBodyWriter(answer))
            } catch {
                answer.value.breakOff()
            }
            answer.value.end()
        }
        if isAnswering { task = started }
    }

    /// The client has taken the answer, or so much of it that the next one may begin.
    func ended(_ context: ChannelHandlerContext) {
        isAnswering = false
        task = nil
        guard !isResuming, !waiting.isEmpty || hasHeldBack else { return }
        isResuming = true
        while !isAnswering, let part = waiting.popFirst() { take(part, context) }
        isResuming = false
        context.fireChannelReadComplete()
        if isReadHeld { read(context: context) }
        passOn(context)
    }

    func willSend() { unsent += 1 }

    func didSend(_ context: ChannelHandlerContext) {
        unsent -= 1
        passOn(context)
    }

    private var hasHeldBack: Bool { isInputClosed || failure != nil }

    /// Tells those behind us what was held back, now that every answer is out.
    private func passOn(_ context: ChannelHandlerContext) {
        guard hasHeldBack, !isBusy, waiting.isEmpty, !isClosed else { return }
        if let failure {
            self.failure = nil
            passHeadOn(context)
            context.fireErrorCaught(failure)
        }
        guard isInputClosed else { return }
        isInputClosed = false
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}

extension HTTPRequest {
    fileprivate var isReadWithoutContent: Bool {
        guard method == .get || method == .head, headerFields[.transferEncoding] == nil else { return false }
        return headerFields[.contentLength].map { $0 == "0" } ?? true
    }
}
