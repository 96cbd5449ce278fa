import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOSSL

/// TLS, and in it HTTP/2 or HTTP/1.1, as client and server agree in the handshake (ALPN).
struct SecureChannel: ServerChildChannel {
    typealias Negotiated = NIONegotiatedHTTPVersion<
        NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, StreamedConnection.Streams
    >

    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    private let certificate: ServerCertificate
    private let handshake: TimeAmount
    private let http1: GuardedChannel
    private let http2: StreamedConnection

    init(
        _ certificate: ServerCertificate, _ limits: HTTPLimits, _ responder: @escaping HTTPChannelHandler.Responder,
        _ answers: ConnectionAnswers
    ) {
        self.certificate = certificate
        handshake = .seconds(limits.headerSeconds)
        http1 = GuardedChannel(limits, responder, answers)
        http2 = StreamedConnection(limits, responder, answers)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: certificate.context))
            try pipeline.addHandler(HandshakeHandler(patience: handshake))
        }.flatMap {
            channel.configureHTTP2AsyncSecureUpgrade { channel in
                http1.setup(channel: channel, logger: logger)
            } http2ConnectionInitializer: { channel in
                http2.setup(channel: channel, logger: logger)
            }
        }.map { Value(negotiated: $0, channel: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        switch try? await value.negotiated.get() {
        case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
        case .http2(let streams): await http2.handle(streams, logger: logger)
        case nil: break
        }
    }
}
