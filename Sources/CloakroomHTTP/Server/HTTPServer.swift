public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore

/// The HTTP/1.1 server around the responder.
public enum HTTPServer {
    /// - Parameter onReady: told the port once the server listens; with port 0 the system chose it.
    public static func application(
        _ responder: CloakroomResponder, limits: HTTPLimits, host: String, port: Int, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
            responder: responder,
            server: HTTPServerBuilder { GuardedChannel(limits, $0) },
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: OpenConnections(limit: limits.connections, logger: logger)),
            onServerRunning: { await onReady($0.localAddress?.port ?? port) },
            logger: logger)
    }
}
