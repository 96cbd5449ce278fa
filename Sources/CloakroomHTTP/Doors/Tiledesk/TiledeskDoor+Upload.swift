import CloakroomCore
import CloakroomCrypto
import Hummingbird
import NIOCore

extension TiledeskDoor {
    func upload(
        _ kind: Route.Upload, _ request: Request, _ query: QueryParameters, _ project: Project,
        _ context: ConnectionContext
    ) async throws -> Response {
        let admission = try await counting(kind) { try await admit(kind, request, query, project, context) }
        defer { uploads.giveBack(admission.slot) }
        context.invitesBody()
        let record = try await receive(MultipartReader(request.body, boundary: admission.boundary), admission.plan)
        return Self.answer(kind, record)
    }

    /// What an upload needs before its first byte is wanted.
    private struct Admission {
        let plan: Plan
        let boundary: MultipartBoundary
        let slot: UploadSlots.Slot
    }

    /// The slot comes last: whoever has one gives it back.
    private func admit(
        _ kind: Route.Upload, _ request: Request, _ query: QueryParameters, _ project: Project,
        _ context: ConnectionContext
    ) async throws -> Admission {
        let sender = try await principal(request, query, context, for: project.id)
        let plan = try await plan(kind, query, sender, project)
        let boundary = try Self.boundary(request)
        let length = try Self.checkedLength(request, limit: cloakroom.limits.uploadBytes)
        try await cloakroom.checkRoom(for: length ?? 1)
        return Admission(plan: plan, boundary: boundary, slot: try uploads.take(for: sender))
    }

    private func counting(
        _ kind: Route.Upload, _ admit: () async throws -> Admission
    ) async throws -> Admission {
        do {
            return try await admit()
        } catch {
            cloakroom.countRefusal(kind.recordKind, error)
            throw error
        }
    }

    /// Everything that is settled before the first byte: what is missing is the file's own name and type.
    private typealias Plan = @Sendable (_ name: FileName, _ type: String?) -> Deposit

    private func plan(
        _ kind: Route.Upload, _ query: QueryParameters, _ sender: Principal, _ project: Project
    ) async throws -> Plan {
        let access = cloakroom.access
        let limits = cloakroom.limits
        switch kind {
        case .chat:
            let membership = try await access.membership(of: sender, in: project.id, atLeast: .guest)
            return { .chat($0, type: $1, by: sender, in: project, as: membership, limits: limits) }
        case .asset:
            _ = try await access.membership(of: sender, in: project.id, atLeast: .admin)
            let lifetime = try Self.lifetime(query.single("expiration"))
            return { .asset($0, type: $1, by: sender, in: project, lifetime: lifetime, limits: limits) }
        case .photo:
            _ = try await access.membership(of: sender, in: project.id, atLeast: .agent)
            let bot = try query.single("bot_id").flatMap { $0.isEmpty ? nil : $0 }
            let owner = try await access.avatarOwner(for: sender, botID: bot)
            return { .avatar($0, type: $1, of: owner) }
        }
    }

    /// Seconds; nothing, zero and less mean for ever, as the original has it.
    /// - Throws: `.invalid` for what is no number, where the original would keep the file for ever in silence.
    private static func lifetime(_ text: String?) throws -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        let digits = text.drop { $0 == "-" }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), text.count - digits.count < 2 else {
            throw CloakroomError(.invalid("expiration must be a number of seconds"))
        }
        guard !text.hasPrefix("-") else { return nil }
        let seconds = Int64(digits) ?? .max
        return seconds > 0 ? seconds : nil
    }

    /// A body that is no form at all is one without a file.
    private static func boundary(_ request: Request) throws -> MultipartBoundary {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/") else { throw CloakroomError(.noFile) }
        return try MultipartBoundary(contentType: type)
    }

    /// Refuses by the announced length what would be refused by the counted one, so that nobody sends it for nothing.
    private static func checkedLength(_ request: Request, limit: Int64) throws -> Int64? {
        guard let text = request.headers[.contentLength] else { return nil }
        let (most, overflow) = limit.addingReportingOverflow(MultipartLimits().overhead)
        guard let length = Int64(text), overflow || length <= most else {
            throw CloakroomError(.tooLarge(limit: limit))
        }
        return length
    }

    /// The one part named `file` is received; other fields are read over, and a second file is an error.
    private func receive(_ reader: MultipartReader<RequestBody>, _ plan: Plan) async throws -> Record {
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
    private static func answer(_ kind: Route.Upload, _ record: Record) -> Response {
        let message = kind == .photo ? "Image uploaded successfully" : "File uploaded successfully"
        let path = kind == .chat ? record.path : PercentEncoding.component(record.path)
        var fields: [(key: String, value: JSON)] = [("message", .text(message)), ("filename", .text(path))]
        if record.thumbnail != nil {
            fields.append(("thumbnail", .text(PercentEncoding.component(FilePath.thumbnail(of: record.path)))))
        }
        if let expires = record.expires { fields.append(("expires_at", .text(expires.iso8601))) }
        fields += [
            ("size", .number(record.size)), ("content_type", .text(record.contentType)),
            ("sha256", .text(record.digest.hex)),
        ]
        return .json(.created, fields)
    }
}

extension Route.Upload {
    fileprivate var recordKind: Record.Kind {
        switch self {
        case .chat: .chat
        case .asset: .asset
        case .photo: .avatar
        }
    }
}
