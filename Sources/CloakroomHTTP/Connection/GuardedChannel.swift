import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Hummingbird's HTTP/1.1 channel, with our guards around its parser and behind it.
struct GuardedChannel: ServerChildChannel {
    /// Twice what NIO reads at once when a client sends fast: fewer steps for the same bytes.
    private static let readSizes = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 8192, maximum: 128 << 10)

    private let base: HTTP1Channel
    private let hotReads: PerEventLoop<HotReads>

    init(
        _ limits: HTTPLimits, _ responder: @escaping HTTPChannelHandler.Responder, _ answers: ConnectionAnswers
    ) {
        hotReads = answers.hotReads
        base = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: Self.handlers(limits, answers),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200)))
    }

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            try channel.syncOptions?.setOption(ChannelOptions.recvAllocator, value: Self.readSizes)
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let wire = WireMeter()
            try pipeline.addHandler(wire, position: .before(parser))
            let outlet = WireOutlet()
            let encoder = try pipeline.handler(type: HTTPResponseEncoder.self)
            try pipeline.addHandler(outlet, position: .before(encoder))
            let requests = RequestGuard(wire)
            try pipeline.addHandler(requests, position: .after(parser))
            let reads = HotReadHandler(outlet, hotReads.value(on: channel.eventLoop).answer)
            try pipeline.addHandler(reads, position: .after(requests))
            return value
        }
    }

    func handle(value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }

    /// In the order in which a request passes them.
    private static func handlers(
        _ limits: HTTPLimits, _ answers: ConnectionAnswers
    ) -> [any RemovableChannelHandler] {
        [
            SlowClientHandler(limits), StalledReaderHandler(patience: .seconds(limits.answerSeconds)),
            ExpectContinueHandler(), InterimAnswerHandler(), EarlyAnswerHandler(),
            BrokenRequestHandler(answers.head), LastAnswerHandler(), DirectReadHandler(answers.answer),
        ]
    }
}
