import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Writes an answer in pieces, and counts those that went out: a stream cannot tell how much of it still waits.
final class AnswerPiecesHandler: ChannelOutboundHandler, RemovableChannelHandler, ReadingProgress {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bytes: as much as an HTTP/2 frame holds.
    private static let piece = 16 << 10

    /// Pieces that were written and are not out yet.
    private var waiting = 0
    private var taken = 0
    private var takenAtLastLook = 0

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .body(var bytes) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        while bytes.readableBytes > Self.piece, let piece = bytes.readSlice(length: Self.piece) {
            write(context, piece, context.eventLoop.makePromise())
        }
        write(context, bytes, promise ?? context.eventLoop.makePromise())
    }

    private func write(_ context: ChannelHandlerContext, _ piece: ByteBuffer, _ promise: EventLoopPromise<Void>) {
        waiting += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            waiting -= 1
            if case .success = result { taken += 1 }
        }
        context.write(wrapOutboundOut(.body(piece)), promise: promise)
    }

    /// A short answer leaves the stream writable, however long it waits for its client.
    func isAwaited(_ channel: any Channel) -> Bool { waiting > 0 || !channel.isWritable }

    func hasMoved(_ channel: any Channel) -> Bool {
        defer { takenAtLastLook = taken }
        return taken != takenAtLastLook
    }
}
