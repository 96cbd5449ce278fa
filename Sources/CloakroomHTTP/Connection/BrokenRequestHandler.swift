import CloakroomCore
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOSSL

/// Answers requests that never became whole: nobody behind has heard of them.
///
/// One that breaks in its body is known already; it is told why its body ends.
final class BrokenRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Makes the head of an answer to what is no request.
    typealias Heading = @Sendable (PublicAnswer, any Channel) -> HTTPResponse

    private let heading: Heading
    private var exchange = Exchange()
    /// The parser complains again of whatever follows.
    private var isAnswered = false

    init(_ heading: @escaping Heading) {
        self.heading = heading
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        exchange.received(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        exchange.sent(unwrapOutboundIn(data))
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let broken = BrokenRequest(error)
        if exchange.isReceiving {
            context.fireErrorCaught(broken?.asBody ?? CloakroomError(.aborted, cause: error))
        } else if let broken, exchange.unanswered == 0 {
            if !isAnswered { answer(context, broken) }
            isAnswered = true
        } else {
            context.fireErrorCaught(error)
        }
    }

    private func answer(_ context: ChannelHandlerContext, _ broken: BrokenRequest) {
        let answer = PublicAnswer(broken.status, broken.reason)
        context.write(wrapOutboundOut(.head(heading(answer, context.channel))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: answer.json))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

/// What is wrong with a request as a message, before anybody looks at what it asks for.
struct BrokenRequest: Error {
    let status: HTTPResponse.Status
    let reason: String

    init(_ status: HTTPResponse.Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// Nil when it is the connection that ended: nobody is there to be answered.
    init?(_ error: any Error) {
        switch error {
        case is IOError, is ChannelError, is NIOSSLError, is BoringSSLError, HTTPParserError.invalidEOFState,
            is NIOHTTP2Errors.StreamClosed, is NIOHTTP2Errors.IOOnClosedConnection:
            return nil
        case let broken as BrokenRequest: self = broken
        case let error as CloakroomError where error.kind == .aborted: return nil
        case let error as CloakroomError where error.kind == .timeout:
            self.init(.requestTimeout, "The request was too slow")
        case HTTPParserError.headerOverflow:
            self.init(.requestHeaderFieldsTooLarge, "The request's header is too large")
        default: self.init(.badRequest, "The request is not well-formed HTTP")
        }
    }

    /// The error that a body ends with.
    var asBody: CloakroomError {
        status == .requestTimeout ? CloakroomError(.timeout) : CloakroomError(.invalid(reason))
    }
}
