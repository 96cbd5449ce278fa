import CloakroomCore
import HTTPTypes
public import Hummingbird
import NIOCore

/// Answers every request: CORS, the doors, errors, the log line and the counters.
public struct CloakroomResponder: HTTPResponder {
    public typealias Context = ConnectionContext

    private let tiledesk: TiledeskDoor
    private let operations: OperationsDoor

    public init(tiledesk: TiledeskDoor, operations: OperationsDoor) {
        self.tiledesk = tiledesk
        self.operations = operations
    }

    public func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let log = RequestLog(request, context.logger)
        if request.method == .options { return finish(CORS.preflight(request.head), request, log, "options") }
        let target = request.head.path ?? "/"
        let route = Route(path: target.prefix { $0 != "?" && $0 != "#" })
        do {
            return finish(
                Self.rated(try await answer(request, route, context), request, context), request, log, route.name)
        } catch {
            return finish(
                Self.rated(Self.answer(to: error, request.head, log), request, context), request, log, route.name)
        }
    }

    private func answer(_ request: Request, _ route: Route, _ context: ConnectionContext) async throws -> Response {
        switch route {
        case .greeting, .health, .readiness, .metrics:
            try Self.checkMethod(request, route)
            return try await operations.answer(route)
        default:
            return try await tiledesk.answer(request, route, context)
        }
    }

    static func checkMethod(_ request: Request, _ route: Route) throws {
        guard !route.methods.contains(request.method.rawValue) else { return }
        throw MethodNotAllowed(allowed: route.methods)
    }

    private static func answer(to error: any Error, _ head: HTTPRequest, _ log: RequestLog) -> Response {
        if let error = error as? MethodNotAllowed { return error.response }
        let known = CloakroomError(adopting: error)
        let answer = known.answer
        log.explain(answer.status, known)
        var response = answer.response
        if answer.status == .unauthorized, RequestCredential.invitesBasic(head) {
            response.headers[.wwwAuthenticate] = "Basic realm=\"Users\""
        }
        return response
    }

    /// Says what is left of the allowance. Reads have so much of it that only a refused one is told.
    private static func rated(_ response: Response, _ request: Request, _ context: ConnectionContext) -> Response {
        guard let rate = context.rate, !rate.isAllowed || request.method != .get && request.method != .head else {
            return response
        }
        var response = response
        rate.write(to: &response.headers)
        return response
    }

    private func finish(_ answer: Response, _ request: Request, _ log: RequestLog, _ route: String) -> Response {
        var response = request.method == .head ? Self.withoutContent(answer) : answer
        CORS.allow(&response)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.xRequestID] = log.id
        return log.following(response, route: route)
    }

    /// The fields of what GET would answer, errors too, and no content: the client would take it for the next answer.
    /// - Source: RFC 9110 section 9.3.2.
    private static func withoutContent(_ answer: Response) -> Response {
        Response(status: answer.status, headers: answer.headers)
    }
}

/// A route that exists, asked with a method that it does not have; or, with no methods at all, no route.
struct MethodNotAllowed: Error {
    let allowed: [String]

    var response: Response {
        guard !allowed.isEmpty else { return PublicAnswer(.notFound, "Not found").response }
        var response = PublicAnswer(.methodNotAllowed, "Method not allowed").response
        response.headers[.allow] = allowed.joined(separator: ", ")
        return response
    }
}

extension HTTPField.Name {
    static let xRequestID = parsed("X-Request-Id")
    static let xForwardedFor = parsed("X-Forwarded-For")
    static let rateLimitLimit = parsed("RateLimit-Limit")
    static let rateLimitRemaining = parsed("RateLimit-Remaining")
    static let rateLimitReset = parsed("RateLimit-Reset")
    static let contentSecurityPolicy = parsed("Content-Security-Policy")
    static let crossOriginResourcePolicy = parsed("Cross-Origin-Resource-Policy")

    private static func parsed(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a header name: \(name)") }
        return name
    }
}
