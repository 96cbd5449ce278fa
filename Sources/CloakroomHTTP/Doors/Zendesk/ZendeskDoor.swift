import CloakroomCore
import HTTPTypes
import Hummingbird

/// Zendesk's uploads and attachments, as its clients use them: raw bodies in, tokens out.
public struct ZendeskDoor: Sendable {
    let desk: FrontDesk

    var cloakroom: Cloakroom { desk.cloakroom }

    public init(_ desk: FrontDesk) {
        self.desk = desk
    }

    func answer(_ request: Request, _ route: Route.Zendesk, _ context: ConnectionContext) async throws -> Response {
        let query = try QueryParameters(request.head)
        switch route {
        case .uploads: return try await upload(request, query, context)
        case .upload(let token) where request.method == .delete:
            try await cloakroom.discard(token, by: principal(request, query, context))
            return Response(status: .noContent, headers: [.cacheControl: "no-cache"])
        case .upload(let token):
            let upload = try await cloakroom.upload(token, for: principal(request, query, context))
            return try answer(.ok, upload, request, context)
        case .consume(let token): return try await consume(token, request, query, context)
        case .attachment(let id): return try await attachment(id, request, query, context)
        case .content(let token): return try await content(token, request, query, context)
        case .partial: throw MethodNotAllowed(allowed: [])
        }
    }

    func principal(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext, for project: HexID? = nil
    ) async throws -> Principal {
        try await desk.principal(request, query, context, for: project)
    }

    private func consume(
        _ token: String, _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        let named = try FrontDesk.namedProject(request)
        let principal = try await principal(request, query, context, for: named)
        let lifetime = try Lifetime.seconds(query.single("expiration"))
        let project = try await desk.home(of: principal, named: named).project.id
        let upload = try await cloakroom.consume(token, keepingFor: lifetime, by: principal, in: project)
        return try answer(.ok, upload, request, context, extra: [("project", .text(project.text))])
    }

    private func attachment(
        _ text: String, _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        let principal = try await principal(request, query, context)
        guard let id = Int64(text), String(id) == text else { throw CloakroomError(.fileNotFound) }
        let file = try await cloakroom.attachedFile(id, for: principal)
        let wire = ZendeskAttachment(file, base: try desk.address.base(for: request, context))
        return .json(.ok, [("attachment", .object(id & 1 == 0 ? wire.fields : wire.thumbnail ?? []))])
    }

    /// The token alone opens the file while its upload waits; afterwards a credential does.
    private func content(
        _ text: String, _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        try desk.allowances.countOpenRead(request, context)
        guard let link = AttachmentLink(text) else { throw CloakroomError(.fileNotFound) }
        let found: Found
        if let open = try await cloakroom.find(link) {
            found = open
        } else {
            guard request.headers[.authorization] != nil else { throw CloakroomError(.fileNotFound) }
            found = try await cloakroom.find(link, for: principal(request, query, context))
        }
        return try await FileAnswer(found, isAttachment: false, now: cloakroom.now)
            .response(
                to: request.head, from: cloakroom, via: desk.accelRedirect(for: context),
                on: context.channel.eventLoop)
    }

    func answer(
        _ status: HTTPResponse.Status, _ upload: Upload, _ request: Request, _ context: ConnectionContext,
        extra: [(key: String, value: JSON)] = []
    ) throws -> Response {
        let base = try desk.address.base(for: request, context)
        let files = upload.files.map { JSON.object(ZendeskAttachment($0, base: base).fields) }
        let fields: [(key: String, value: JSON)] = [
            ("token", .text(upload.token)), ("expires_at", .text(upload.expires.iso8601)),
            ("attachments", .array(files)),
        ]
        let latest = JSON.object(ZendeskAttachment(upload.latest, base: base).fields)
        return .json(status, [("upload", .object(fields + [("attachment", latest)] + extra))])
    }
}
