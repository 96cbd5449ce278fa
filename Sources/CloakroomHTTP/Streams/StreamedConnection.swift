import HummingbirdCore
import Logging
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// An HTTP/2 connection: each of its streams is one request and its answer, guarded as an HTTP/1.1 connection is.
struct StreamedConnection: Sendable {
    typealias Stream = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias Streams = NIOHTTP2Handler.AsyncStreamMultiplexer<Stream>

    private let limits: HTTPLimits
    private let answering: StreamAnswering
    private let answers: ConnectionAnswers

    init(
        _ limits: HTTPLimits, _ responder: @escaping HTTPChannelHandler.Responder, _ answers: ConnectionAnswers
    ) {
        self.limits = limits
        self.answers = answers
        answering = StreamAnswering(responder: responder)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Streams> {
        channel.eventLoop.makeCompletedFuture {
            let watch = ConnectionWatchHandler(limits)
            let pipeline = channel.pipeline.syncOperations
            let streams = try pipeline.configureAsyncHTTP2Pipeline(
                mode: .server, streamDelegate: ConnectionWatchHandler.Delegate(watch, channel.eventLoop),
                configuration: configuration
            ) { stream in
                stream.eventLoop.makeCompletedFuture { try Self.setup(stream, limits, answers) }
            }
            try pipeline.addHandler(watch)
            return streams
        }
    }

    /// Answers until the connection ends.
    func handle(_ streams: Streams, logger: Logger) async {
        try? await withThrowingDiscardingTaskGroup { group in
            for try await stream in streams.inbound {
                group.addTask { await answering.handleHTTP(asyncChannel: stream, logger: logger) }
            }
        }
    }

    private static func setup(
        _ stream: any Channel, _ limits: HTTPLimits, _ answers: ConnectionAnswers
    ) throws -> Stream {
        let pipeline = stream.pipeline.syncOperations
        let pieces = AnswerPiecesHandler()
        try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
        try pipeline.addHandlers([
            pieces, StreamGuard(), SlowClientHandler(limits, isStream: true),
            StalledReaderHandler(patience: .seconds(limits.answerSeconds), progress: pieces), ExpectContinueHandler(),
            InterimAnswerHandler(), EarlyStreamAnswerHandler(), BrokenRequestHandler(answers.head),
        ])
        return try Stream(wrappingChannelSynchronously: stream)
    }

    /// Bytes that a client may send ahead of us, on one stream and on all of a connection.
    private static let window = (stream: 256 << 10, connection: 1 << 20)
    private static let headerBytes = 64 << 10

    /// What is not named here is bounded by NIO's defaults: streams before the client has confirmed our settings, resets,
    /// stream errors and control frames (each 200 in 30 seconds), continuations, empty frames, answers that wait.
    private var configuration: NIOHTTP2Handler.Configuration {
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: Self.headerBytes),
        ]
        // A stream that we have ended may still be sent to for a round trip.
        configuration.connection.maximumRecentlyResetStreams = 2 * limits.streams
        configuration.connection.targetWindowSize = Self.window.connection
        configuration.stream.targetWindowSize = Self.window.stream
        configuration.stream.outboundBufferSizeHighWatermark = 64 << 10
        configuration.stream.outboundBufferSizeLowWatermark = 32 << 10
        return configuration
    }
}

/// Hummingbird's way to answer what comes from a channel; a stream brings one request only.
private struct StreamAnswering: HTTPChannelHandler {
    typealias Value = StreamedConnection.Stream

    let responder: Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture { try Value(wrappingChannelSynchronously: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
