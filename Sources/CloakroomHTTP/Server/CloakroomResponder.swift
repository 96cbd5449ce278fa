public import CloakroomCore
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// Answers every request: CORS, the doors, errors, the log line and the counters.
public final class CloakroomResponder: HTTPResponder {
    public typealias Context = ConnectionContext

    private let tiledesk: TiledeskDoor
    private let zendesk: ZendeskDoor
    private let tus: TusDoor
    private let partial: PartialDoor
    private let operations: OperationsDoor
    /// The fields of every answer.
    private let common: [HTTPField]
    private let desk: FrontDesk
    private let limits: HTTPLimits

    /// - Parameters:
    ///   - uploads: those that come in parts, for all doors.
    ///   - strictTransportSeconds: how long browsers shall come back by HTTPS only; 0: not told.
    public init(
        _ desk: FrontDesk, tiledesk: TiledeskDoor, zendesk: ZendeskDoor, operations: OperationsDoor,
        uploads: ResumableUploads, limits: HTTPLimits, strictTransportSeconds: Int64 = 0
    ) {
        self.tiledesk = tiledesk
        self.zendesk = zendesk
        self.operations = operations
        let resumable = ResumableDesk(desk, uploads, tiledesk.targets + zendesk.targets)
        tus = TusDoor(desk: resumable)
        partial = PartialDoor(resumable, limits: limits)
        common =
            CORS.permission + [
                HTTPField(name: .xContentTypeOptions, value: "nosniff"),
                HTTPField(name: .referrerPolicy, value: "no-referrer"),
            ]
            + (strictTransportSeconds > 0
                ? [HTTPField(name: .strictTransportSecurity, value: "max-age=\(strictTransportSeconds)")] : [])
        self.desk = desk
        self.limits = limits
    }

    /// Answers reads past everything else, with the same fields.
    func hotReads(_ logger: Logger) -> HotReads {
        HotReads(desk, limits: limits, common: common, logger: logger)
    }

    public func respond(to request: Request, context: ConnectionContext) async -> Response {
        let log = RequestLog(request, client: .of(request, context, trusting: limits.trustedProxies), context.logger)
        let target = request.head.path ?? "/"
        let route = Route(path: target.prefix { $0 != "?" && $0 != "#" })
        if request.method == .options { return finish(announcement(request, route), log, "options") }
        var response: Response
        do {
            response = try await answer(request, route, context)
        } catch {
            response = Self.answer(to: error, request.head, route, log)
        }
        if route.speaksTus { tus.sign(&response) }
        response = Self.rated(response, request, route, context)
        return finish(request.method == .head ? Self.withoutContent(response) : response, log, route.name)
    }

    /// The answer to what never became a request; nothing is known of it but its connection, which ends with it.
    func refuse(_ refusal: PublicAnswer, context: ConnectionContext) -> Response {
        var response = refusal.response
        response.headers[.connection] = "close"
        return finish(response, RequestLog(broken: context), "broken")
    }

    /// The answer to every OPTIONS request, before anything else is looked at.
    private func announcement(_ request: Request, _ route: Route) -> Response {
        var response = CORS.preflight(request.head)
        switch route {
        case .tus, .tusUpload: tus.announce(&response)
        case .partial, .zendesk(.partial): partial.announce(&response)
        default: if route.resumableTarget != nil { partial.announce(&response) }
        }
        return response
    }

    private func answer(_ request: Request, _ route: Route, _ context: ConnectionContext) async throws -> Response {
        if let target = route.resumableTarget, try Resumption.isWanted(request) {
            return try await partial.begin(request, target, route, context)
        }
        switch route {
        case .partial(_, let id), .zendesk(.partial(_, let id)):
            return try await partial.answer(request, id, route, context)
        case .tus, .tusUpload: return try await tus.answer(request, route, context)
        case .zendesk(let asked):
            try Self.checkMethod(request, route)
            return try await zendesk.answer(request, asked, context)
        case .greeting, .health, .readiness, .metrics, .description, .reference:
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

    private static func answer(
        to error: any Error, _ head: HTTPRequest, _ route: Route, _ log: RequestLog
    ) -> Response {
        if let error = error as? MethodNotAllowed { return error.response(at: route) }
        if let error = error as? UnsupportedContent { return route.answer(.unsupportedMediaType, error.reason) }
        if let error = error as? RecordInvalid { return ZendeskAnswer(error).response }
        let known = CloakroomError(adopting: error)
        let answer = known.answer
        log.explain(answer.status, known)
        var response = route.answer(to: known)
        if answer.status == .unauthorized, RequestCredential.invitesBasic(head) {
            response.headers[.wwwAuthenticate] = "Basic realm=\"Users\""
        }
        return response
    }

    /// Says what is left of the allowance. Reads have so much of it that only a refused one is told.
    private static func rated(
        _ response: Response, _ request: Request, _ route: Route, _ context: ConnectionContext
    ) -> Response {
        let isRead = request.method == .get || request.method == .head
        guard let rate = context.rate, !rate.isAllowed || !isRead || route.isZendesk else { return response }
        var response = response
        rate.write(to: &response.headers)
        if route.isZendesk { rate.writeOlderNames(to: &response.headers) }
        return response
    }

    private func finish(_ answer: Response, _ log: RequestLog, _ route: String) -> Response {
        var response = answer
        // Nobody else sets these, so nothing has to be looked for.
        for field in common { response.headers.append(field) }
        response.headers.append(HTTPField(name: .xRequestID, value: log.id))
        return log.following(response, route: route)
    }

    /// The fields of what GET would answer, errors too, and no content: the client would take it for the next answer.
    /// - Source: RFC 9110 section 9.3.2.
    private static func withoutContent(_ answer: Response) -> Response {
        Response(status: answer.status, headers: answer.headers)
    }
}
