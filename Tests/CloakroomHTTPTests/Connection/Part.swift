import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes

/// Pieces of requests and answers for handlers to see.
enum Part {
    static func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/", headerFields: fields))
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
