import CloakroomCore
import HTTPTypes
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
        let answers = ConnectionAnswers(responder, logger)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { responder in
                guard let certificate else { return GuardedChannel(limits, responder, answers) }
                return SecureChannel(certificate, limits, responder, answers)
            },
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: OpenConnections(limit: limits.connections, logger: logger)),
            onServerRunning: { await onReady($0.localAddress?.port ?? port) },
            logger: logger)
    }
}

/// Answers what does not pass through Hummingbird, with what it would do around that.
struct ConnectionAnswers: Sendable {
    let hotReads: PerEventLoop<HotReads>
    private let responder: CloakroomResponder
    private let logger: Logger

    init(_ responder: CloakroomResponder, _ logger: Logger) {
        self.responder = responder
        self.logger = logger
        hotReads = PerEventLoop { responder.hotReads(logger) }
    }

    func answer(to request: Request, on channel: any Channel) async -> Response {
        var response = await responder.respond(to: request, context: context(channel))
        response.headers[.date] = HTTPDate.now()
        return response
    }

    /// The head of the answer to what never became a request.
    func head(of refusal: PublicAnswer, on channel: any Channel) -> HTTPResponse {
        var response = responder.refuse(refusal, context: context(channel))
        response.headers[.date] = HTTPDate.now()
        return response.head
    }

    private func context(_ channel: any Channel) -> ConnectionContext {
        var logger = logger
        logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
        return ConnectionContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    }
}
