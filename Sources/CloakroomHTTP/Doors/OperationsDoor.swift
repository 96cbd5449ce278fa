public import CloakroomCore
import Hummingbird

/// The routes for those who run the service: greeting, health, readiness, metrics.
public struct OperationsDoor: Sendable {
    private let cloakroom: Cloakroom
    private let metricsText: @Sendable () -> String

    /// - Parameter metricsText: the figures in Prometheus' text format.
    public init(_ cloakroom: Cloakroom, metricsText: @escaping @Sendable () -> String) {
        self.cloakroom = cloakroom
        self.metricsText = metricsText
    }

    func answer(_ route: Route) async throws -> Response {
        switch route {
        case .greeting: return .text(.ok, "Hello from Cloakroom. It's UP.")
        case .health: return .json(.ok, [("status", .text("ok"))])
        case .readiness: return Self.answer(await cloakroom.readiness())
        case .description: return .json(.ok, text: APIDocument.text)
        case .reference: return ReferencePage.response
        case .metrics:
            var response = Response.text(.ok, metricsText())
            response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return response
        default: throw MethodNotAllowed(allowed: [])
        }
    }

    private static func answer(_ readiness: Readiness) -> Response {
        .json(
            readiness.isReady ? .ok : .serviceUnavailable,
            [
                ("status", .text(readiness.isReady ? "ready" : "unready")),
                ("catalog", .text(readiness.catalog.rawValue)), ("primary", .text(readiness.primary.rawValue)),
                ("secondary", .text(readiness.secondary.rawValue)), ("spool", .text(readiness.spool.rawValue)),
            ])
    }
}
