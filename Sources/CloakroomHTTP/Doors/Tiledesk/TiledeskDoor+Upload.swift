import CloakroomCore
import CloakroomCrypto
import Hummingbird
import NIOCore

extension TiledeskDoor {
    func upload(
        _ kind: Route.Upload, _ request: Request, _ query: QueryParameters, _ project: Project,
        _ context: ConnectionContext
    ) async throws -> Response {
        let admitted = try await desk.counting(kind.recordKind) {
            try await admit(kind, request, query, project, context)
        }
        defer { desk.uploads.giveBack(admitted.admission.slot) }
        context.invitesBody()
        let record = try await receive(MultipartReader(request.body, boundary: admitted.boundary), admitted.plan)
        return Self.answer(kind, record, Self.fields(try await cloakroom.links(to: record), admitted.admission.base))
    }

    /// An upload before its first byte is wanted.
    struct Admitted {
        let plan: Plan
        let boundary: MultipartBoundary
        let admission: FrontDesk.Admission
    }

    private func admit(
        _ kind: Route.Upload, _ request: Request, _ query: QueryParameters, _ project: Project,
        _ context: ConnectionContext
    ) async throws -> Admitted {
        let sender = try await principal(request, query, context, for: project.id)
        let membership = try await membership(for: kind, sender, project)
        let plan = try await plan(kind, query, sender, project, membership)
        let boundary = try Self.boundary(request)
        let admission = try await desk.admit(
            request, context, by: sender, overhead: MultipartLimits().overhead,
            account: kind == .photo ? nil : (project, membership))
        return Admitted(plan: plan, boundary: boundary, admission: admission)
    }

    /// Everything that is settled before the first byte: what is missing is the file's own name and type.
    typealias Plan = @Sendable (_ name: FileName, _ type: String?) -> Deposit

    func membership(
        for kind: Route.Upload, _ sender: Principal, _ project: Project
    ) async throws -> Membership {
        let least: Role =
            switch kind {
            case .chat: .guest
            case .asset: .admin
            case .photo: .agent
            }
        return try await cloakroom.access.membership(of: sender, in: project.id, atLeast: least)
    }

    func plan(
        _ kind: Route.Upload, _ query: QueryParameters, _ sender: Principal, _ project: Project,
        _ membership: Membership
    ) async throws -> Plan {
        let limits = cloakroom.limits
        switch kind {
        case .chat:
            return { .chat($0, type: $1, by: sender, in: project, as: membership, limits: limits) }
        case .asset:
            let lifetime = try Lifetime.seconds(query.single("expiration"))
            return {
                .asset($0, type: $1, by: sender, in: project, as: membership, lifetime: lifetime, limits: limits)
            }
        case .photo:
            let bot = try query.single("bot_id").flatMap { $0.isEmpty ? nil : $0 }
            let owner = try await cloakroom.access.avatarOwner(for: sender, botID: bot)
            return { .avatar($0, type: $1, of: owner) }
        }
    }

    /// A body that is no form at all is one without a file.
    static func boundary(_ request: Request) throws -> MultipartBoundary {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/") else { throw CloakroomError(.noFile) }
        return try MultipartBoundary(contentType: type)
    }

    /// The one part named `file` is received; other fields are read over, and a second file is an error.
    func receive(_ reader: MultipartReader<RequestBody>, _ plan: Plan) async throws -> Record {
        while let part = try await reader.nextPart() {
            guard part.isFile else { continue }
            guard part.name == "file" else { throw CloakroomError(.unexpectedFile) }
            let deposit = plan(FileName(client: part.fileName ?? ""), part.contentType)
            return try await cloakroom.receive(deposit) { writer in
                while let chunk = try await reader.nextChunk() { try await writer.append(chunk) }
                while let other = try await reader.nextPart() {
                    if other.isFile { throw CloakroomError(.unexpectedFile) }
                }
            }
        }
        throw CloakroomError(.noFile)
    }

    /// Chat answers carry the path as it is, the others encoded: clients know which is which.
    static func answer(
        _ kind: Route.Upload, _ record: Record, _ links: [(key: String, value: JSON)]
    ) -> Response {
        let message = kind == .photo ? "Image uploaded successfully" : "File uploaded successfully"
        return answer(message, record, isEncoded: kind != .chat, links)
    }

    static func answer(
        _ message: String, _ record: Record, isEncoded: Bool, _ links: [(key: String, value: JSON)]
    ) -> Response {
        let path = isEncoded ? PercentEncoding.component(record.path) : record.path
        var fields: [(key: String, value: JSON)] = [("message", .text(message)), ("filename", .text(path))]
        if record.thumbnail != nil {
            fields.append(("thumbnail", .text(PercentEncoding.component(FilePath.thumbnail(of: record.path)))))
        }
        if let expires = record.expires { fields.append(("expires_at", .text(expires.iso8601))) }
        fields += [
            ("size", .number(record.size)), ("content_type", .text(record.contentType)),
            ("sha256", .text(record.digest.hex)),
        ]
        return .json(.created, fields + links)
    }
}

extension Route.Upload {
    var recordKind: Record.Kind {
        switch self {
        case .chat: .chat
        case .asset: .asset
        case .photo: .avatar
        }
    }
}
