import CloakroomCore
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off clients that hold a connection and send nothing, or headers and bodies drop by drop.
///
/// It only finds them; what is under way then fails with `.timeout`, and is answered with 408 where there is anybody to
/// answer.
final class SlowClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        /// Nothing is expected of the client: its request is whole and is being answered, or was given up.
        case unconcerned
        /// Between requests, or before the first one.
        case idle(since: NIODeadline)
        /// Bytes of a header came, but not its end.
        case header(since: NIODeadline)
        case body(BodyPace)
    }

    private let isStream: Bool
    private let idle: TimeAmount
    private let header: TimeAmount
    private let pace: BodyPace.Rule
    private var phase = Phase.unconcerned
    /// Whether what was read last held a part; it may have been answered already.
    private var hasBroughtPart = false
    private var exchange = Exchange()
    private var backlog = WriteBacklog()
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?

    /// - Parameter isStream: whether there is one request only, whose header has come as a whole.
    init(_ limits: HTTPLimits, isStream: Bool = false) {
        self.isStream = isStream
        idle = .seconds(limits.idleSeconds)
        header = .seconds(limits.headerSeconds)
        pace = .init(bytesPerSecond: limits.bodyBytesPerSecond, window: .seconds(limits.bodyWindowSeconds))
    }

    // MARK: A connection's life

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { becomeIdle(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        becomeIdle(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        phase = .unconcerned
        timer?.task.cancel()
        timer = nil
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        exchange.received(part)
        hasBroughtPart = true
        switch part {
        case .head(let head):
            phase = .body(BodyPace(pace, uninvitedSince: head.expectsContinue ? context.eventLoop.now : nil))
        case .body(let bytes): changePace { $0.count(bytes.readableBytes, at: context.eventLoop.now) }
        case .end: exchange.unanswered == 0 ? becomeIdle(context) : (phase = .unconcerned)
        }
        context.fireChannelRead(data)
    }

    /// Comes after every read from the socket: one that brought no part brought a piece of a header.
    func channelReadComplete(context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        switch phase {
        case .idle where !hasBroughtPart: phase = .header(since: now)
        case .body(var pace):
            pace.stopWaiting(at: now)
            let isKept = pace.isKept(at: now)
            phase = .body(pace)
            if !isKept { giveUp(context) }
        case .idle, .header, .unconcerned: break
        }
        hasBroughtPart = false
        watch(context)
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ReadAnswered else { return context.fireUserInboundEventTriggered(event) }
        if exchange.unanswered == 0, !exchange.isReceiving { becomeIdle(context) }
    }

    /// A request that broke is waited for no longer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        phase = .unconcerned
        context.fireErrorCaught(error)
    }

    func read(context: ChannelHandlerContext) {
        changePace { $0.startWaiting(at: context.eventLoop.now) }
        watch(context)
        context.read()
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        let isAwaited = exchange.unanswered > 0
        exchange.sent(part)
        context.write(data, promise: promise)
        switch part {
        case .head(let head) where head.status == .continue:
            changePace { $0.invite(at: context.eventLoop.now) }
            watch(context)
        case .end where isAwaited && !exchange.isReceiving && exchange.unanswered == 0: becomeIdle(context)
        default: break
        }
    }

    // MARK: Time

    private func becomeIdle(_ context: ChannelHandlerContext) {
        phase = isStream ? .unconcerned : .idle(since: context.eventLoop.now)
        watch(context)
    }

    private func changePace(_ change: (inout BodyPace) -> Void) {
        guard case .body(var pace) = phase else { return }
        change(&pace)
        phase = .body(pace)
    }

    private var deadline: NIODeadline? {
        switch phase {
        case .unconcerned: nil
        case .idle(let since): since + idle
        case .header(let since): since + header
        case .body(let pace): pace.deadline
        }
    }

    /// Keeps one timer, which may ring too early and then looks again: most deadlines are overtaken by the next request.
    private func watch(_ context: ChannelHandlerContext) {
        guard let deadline else { return }
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in ring(context) }
        timer = (deadline, task)
    }

    private func ring(_ context: ChannelHandlerContext) {
        timer = nil
        if let deadline, deadline <= context.eventLoop.now { expire(context) }
        watch(context)
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .idle where backlog.hasMoved(context.channel):
            phase = .idle(since: context.eventLoop.now)
        case .body(var pace):
            let isKept = pace.isKept(at: context.eventLoop.now)
            phase = .body(pace)
            if !isKept { giveUp(context) }
        default: giveUp(context)
        }
    }

    private func giveUp(_ context: ChannelHandlerContext) {
        let reached = phase
        phase = .unconcerned
        switch reached {
        case .unconcerned: break
        case .idle:
            HTTPMeters.cut("idle")
            context.close(promise: nil)
        case .header:
            HTTPMeters.cut("header")
            context.fireErrorCaught(CloakroomError(.timeout, "a header was too slow"))
        case .body:
            HTTPMeters.cut("body")
            context.fireErrorCaught(CloakroomError(.timeout, "a body was too slow"))
        }
    }
}

extension HTTPRequest {
    var expectsContinue: Bool { headerFields[.expect]?.lowercased() == "100-continue" }
}
