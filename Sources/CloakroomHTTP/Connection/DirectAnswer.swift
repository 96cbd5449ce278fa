import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// One answer on its way out; to be used on the loop only.
struct DirectAnswer {
    private let handler: DirectReadHandler
    private let context: ChannelHandlerContext

    init(_ handler: DirectReadHandler, _ context: ChannelHandlerContext) {
        self.handler = handler
        self.context = context
    }

    func write(_ part: HTTPResponsePart) {
        context.write(handler.wrapOutboundOut(part), promise: nil)
    }

    /// - Returns: nil while the client takes what it is sent; else what completes when it has taken the piece.
    func write(_ bytes: ByteBuffer) -> EventLoopFuture<Void>? {
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.write(handler.wrapOutboundOut(.body(bytes)), promise: promise)
        guard !context.channel.isWritable else { return nil }
        context.flush()
        return promise.futureResult
    }

    /// - Returns: as ``write(_:)``: an answer without content has nothing else to make the next one wait.
    func finish(_ trailers: HTTPFields?) -> EventLoopFuture<Void>? {
        let promise = context.eventLoop.makePromise(of: Void.self)
        handler.willSend()
        promise.futureResult.assumeIsolated().whenComplete { _ in handler.didSend(context) }
        context.writeAndFlush(handler.wrapOutboundOut(.end(trailers)), promise: promise)
        return context.channel.isWritable ? nil : promise.futureResult
    }

    /// Less than was promised: only the connection's end can say so.
    func breakOff() {
        handler.giveUp()
        context.close(promise: nil)
    }

    func end() {
        handler.ended(context)
    }
}

/// Writes an answer's content; a client that is slow to take it makes the writer wait.
struct DirectBodyWriter: ResponseBodyWriter {
    private let answer: NIOLoopBound<DirectAnswer>

    init(_ answer: NIOLoopBound<DirectAnswer>) {
        self.answer = answer
    }

    func write(_ buffer: ByteBuffer) async throws {
        try await answer.value.write(buffer)?.get()
    }

    consuming func finish(_ trailers: HTTPFields?) async throws {
        try await answer.value.finish(trailers)?.get()
    }
}
