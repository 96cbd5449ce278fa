import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server that answers what it is told to, for faults that no real one can be made to show.
final class ScriptedServer: Sendable {
    enum Answer: Sendable {
        case reply(Int, [(String, String)] = [], body: String = "")
        /// The head announces `length` bytes; the connection is closed after the body.
        case cut(Int, [(String, String)], body: String, length: Int)
        /// The same, but nothing more comes.
        case stall(Int, [(String, String)], body: String, length: Int)
        /// Nothing comes at all.
        case silence
        /// It comes after a while.
        case late(TimeAmount, Int)
        case close

        static func error(_ status: Int, _ code: String) -> Answer {
            .reply(status, body: "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>m</Message></Error>")
        }
    }

    struct Asked: Sendable {
        var method: HTTPMethod
        var uri: String
        var headers: HTTPHeaders
        var body = 0
    }

    private struct State {
        var answers: [Answer]
        var asked: [Asked] = []
    }

    private let state: Shared
    private let channel: any Channel

    private final class Shared: Sendable {
        let state: Mutex<State>

        init(_ answers: [Answer]) {
            state = Mutex(State(answers: answers))
        }
    }

    /// - Parameter answers: one for each request; the last one for all that come after.
    convenience init(_ answers: Answer...) async throws { try await self.init(answers) }

    init(_ answers: [Answer]) async throws {
        let shared = Shared(answers)
        state = shared
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
                    try channel.pipeline.syncOperations.addHandlers([decoder, Handler(shared)])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit {
        channel.close(promise: nil)
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var asked: [Asked] { state.state.withLock { $0.asked } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = ByteBuffer

        private let shared: Shared
        private var request: Asked?

        init(_ shared: Shared) {
            self.shared = shared
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): request = Asked(method: head.method, uri: head.uri, headers: head.headers)
            case .body(let bytes): request?.body += bytes.readableBytes
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let request else { return }
            let answer = shared.state.withLock { state in
                state.asked.append(request)
                return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first
            }
            switch answer {
            case .reply(let status, let headers, let body):
                let length = headers.contains { $0.0 == "Content-Length" } ? nil : body.utf8.count
                write(context, status, headers, length, request.method == .HEAD ? "" : body)
            case .cut(let status, let headers, let body, let length):
                write(context, status, headers, length, body)
                context.close(promise: nil)
            case .stall(let status, let headers, let body, let length): write(context, status, headers, length, body)
            case .silence, nil: break
            case .late(let time, let status):
                context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.write(context, status, [], 0, "") }
            case .close: context.close(promise: nil)
            }
        }

        private func write(
            _ context: ChannelHandlerContext, _ status: Int, _ headers: [(String, String)], _ length: Int?,
            _ body: String
        ) {
            let fields = headers + (length.map { [("Content-Length", String($0))] } ?? [])
            let head = "HTTP/1.1 \(status) Whatever\r\n" + fields.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head + body)), promise: nil)
        }
    }
}
