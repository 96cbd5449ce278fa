public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// The HTTP/1.1 server around the responder.
public enum HTTPServer {
    /// Connections that are served at once; more wait in the kernel's queue.
    static let mostConnections = 10_000
    /// Seconds after which a connection that says nothing is closed.
    static let idleSeconds: Int64 = 60

    /// - Parameter onReady: told the port once the server listens; with port 0 the system chose it.
    public static func application(
        _ responder: CloakroomResponder, host: String, port: Int, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let handlers: @Sendable () -> [any RemovableChannelHandler] = {
            [ExpectContinueHandler(), EarlyAnswerHandler()]
        }
        return Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: handlers(), idleTimeout: .seconds(idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 200))),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(mostConnections, logger: logger)),
            onServerRunning: { await onReady($0.localAddress?.port ?? port) },
            logger: logger)
    }
}
