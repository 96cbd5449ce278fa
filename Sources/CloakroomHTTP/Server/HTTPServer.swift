import CloakroomCore
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// The server around the responder: HTTP/1.1, or with a certificate HTTP/2 and HTTP/1.1 over TLS.
public enum HTTPServer {
    /// - Parameters:
    ///   - certificate: nil for a port without TLS.
    ///   - onReady: told the port once the server listens; with port 0 the system chose it.
    public static func application(
        _ responder: CloakroomResponder, limits: HTTPLimits, certificate: ServerCertificate?, host: String, port: Int,
        logger: Logger, onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let reads = answering(responder, logger)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { responder in
                guard let certificate else { return GuardedChannel(limits, responder, reads: reads) }
                return SecureChannel(certificate, limits, responder, reads: reads)
            },
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: OpenConnections(limit: limits.connections, logger: logger)),
            onServerRunning: { await onReady($0.localAddress?.port ?? port) },
            logger: logger)
    }

    /// What Hummingbird does around a responder, for what does not pass through it.
    private static func answering(_ responder: CloakroomResponder, _ logger: Logger) -> DirectReadHandler.Answering {
        { request, channel in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
            let source = ApplicationRequestContextSource(channel: channel, logger: logger)
            var response = await responder.respond(to: request, context: ConnectionContext(source: source))
            response.headers[.date] = HTTPDate.format(WallClock.system.now())
            return response
        }
    }
}
