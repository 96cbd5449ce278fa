import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes

/// Pieces of requests and answers for handlers to see.
enum Part {
    static func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/", headerFields: fields))
    }

    static func get(_ path: String = "/") -> HTTPRequestPart {
        .head(HTTPRequest(method: .get, scheme: "http", authority: "a", path: path))
    }

    static func bytes(_ count: Int) -> HTTPRequestPart { .body(ByteBuffer(repeating: 0, count: count)) }

    static let end = HTTPRequestPart.end(nil)

    static func answer(_ status: HTTPResponse.Status = .ok) -> HTTPResponsePart { .head(HTTPResponse(status: status)) }

    static let answerEnd = HTTPResponsePart.end(nil)
}

/// Remembers the errors that reach the end of a pipeline.
final class ErrorRecorder: ChannelInboundHandler {
    typealias InboundIn = Any

    private(set) var errors: [any Error] = []

    func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }
}

/// A client, before all handlers, that takes nothing until it is told to.
final class HeldClient: ChannelOutboundHandler {
    typealias OutboundIn = Any

    private(set) var reads = 0
    private var context: ChannelHandlerContext?
    private var held: [(data: NIOAny, promise: EventLoopPromise<Void>?)] = []

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        held.append((data, promise))
    }

    func flush(context: ChannelHandlerContext) {}

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    /// Takes all that was written until now.
    func take() {
        let all = held
        held = []
        for (data, promise) in all { context?.write(data, promise: promise) }
        context?.flush()
    }
}

extension EmbeddedChannel {
    /// An open channel with these handlers and a recorder behind them.
    convenience init(open handlers: [any ChannelHandler], _ recorder: ErrorRecorder) throws {
        self.init()
        try pipeline.syncOperations.addHandlers(handlers + [recorder])
        try connect(to: .init(unixDomainSocketPath: "/embedded")).wait()
    }

    func receive(_ parts: HTTPRequestPart...) throws {
        for part in parts { pipeline.fireChannelRead(part) }
        pipeline.fireChannelReadComplete()
        read()
    }

    func send(_ parts: HTTPResponsePart...) throws {
        for part in parts { try writeOutbound(part) }
    }

    /// Sends without waiting for the client to take it.
    func leave(_ parts: HTTPResponsePart...) {
        for part in parts { writeAndFlush(part, promise: nil) }
    }

    func advance(seconds: Int64) { embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// The heads of the answers that went out.
    func answers() throws -> [HTTPResponse] {
        var heads: [HTTPResponse] = []
        while let part = try readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { heads.append(head) }
        }
        return heads
    }
}
