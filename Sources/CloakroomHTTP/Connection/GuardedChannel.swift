import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Hummingbird's HTTP/1.1 channel, with our guards around its parser and behind it.
struct GuardedChannel: ServerChildChannel {
    private let base: HTTP1Channel

    init(_ limits: HTTPLimits, _ responder: @escaping HTTPChannelHandler.Responder) {
        base = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: Self.handlers(limits),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200)))
    }

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let wire = WireMeter()
            try pipeline.addHandler(wire, position: .before(parser))
            try pipeline.addHandler(RequestGuard(wire), position: .after(parser))
            return value
        }
    }

    func handle(value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }

    /// In the order in which a request passes them.
    private static func handlers(_ limits: HTTPLimits) -> [any RemovableChannelHandler] {
        [
            SlowClientHandler(limits), StalledReaderHandler(patience: .seconds(limits.answerSeconds)),
            ExpectContinueHandler(), EarlyAnswerHandler(), BrokenRequestHandler(), LastAnswerHandler(),
        ]
    }
}
