import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore

/// The routes from before there were projects in the paths. Several clients still call them.
extension TiledeskDoor {
    func answer(
        _ request: Request, _ route: Route.Older, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        switch (route, request.method) {
        case (.image, .delete), (.images, .delete):
            return try await delete(request, query, context, message: "Image deleted successfully")
        case (.image, _):
            if try LinkQuery.isOne(query) { return try await readLinked(request, query, context) }
            return try await read(request, query, context, isAtRoot: true, mustDownload: false)
        case (.files, _): return try await upload(.file, request, query, context)
        case (.images, _): return try await upload(.picture, request, query, context)
        case (.photo, _): return try await uploadPhoto(request, query, context)
        case (.publicFiles, _), (.publicImages, _):
            guard arePublicUploadsOpen else { throw MethodNotAllowed(allowed: []) }
            return try await uploadPublicly(route == .publicFiles ? .file : .picture, request, context)
        }
    }

    /// A file of whoever sends it, in the project that can be told; else it is its sender's alone.
    private func upload(
        _ kind: Deposit.Older, _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        let admitted = try await desk.counting(.chat) { try await admit(kind, request, query, context) }
        return try await receive(kind, request, admitted, context)
    }

    private func admit(
        _ kind: Deposit.Older, _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Admitted {
        let named = try FrontDesk.namedProject(request)
        let sender = try await principal(request, query, context, for: named)
        let account = try await account(of: sender, named: named)
        let limits = cloakroom.limits
        let plan: Plan = {
            .older(kind, $0, type: $1, by: sender, in: account?.project, as: account?.membership, limits: limits)
        }
        return try await admit(plan, request, context, by: sender, account: account)
    }

    private func admit(
        _ plan: @escaping Plan, _ request: Request, _ context: ConnectionContext, by sender: Principal,
        account: FrontDesk.Account? = nil
    ) async throws -> Admitted {
        let boundary = try Self.boundary(request)
        let admission = try await desk.admit(
            request, context, by: sender, overhead: MultipartLimits().overhead, account: account)
        return Admitted(plan: plan, boundary: boundary, admission: admission)
    }

    /// - Throws: `.notMember` for whoever has no project at all.
    private func account(of sender: Principal, named: HexID?) async throws -> FrontDesk.Account? {
        do {
            return try await desk.home(of: sender, named: named)
        } catch let error as CloakroomError where error.kind == .projectUnclear {
            guard try await cloakroom.access.isAnywhere(sender) else { throw CloakroomError(.notMember) }
            return nil
        }
    }

    private func receive(
        _ kind: Deposit.Older, _ request: Request, _ admitted: Admitted, _ context: ConnectionContext
    ) async throws -> Response {
        defer { desk.uploads.giveBack(admitted.admission.slot) }
        context.invitesBody()
        let record = try await receive(MultipartReader(request.body, boundary: admitted.boundary), admitted.plan)
        return try await answer(kind, record, admitted.admission.base)
    }

    func answer(_ kind: Deposit.Older, _ record: Record, _ base: String) async throws -> Response {
        let links = Self.fields(try await cloakroom.links(to: record), base)
        // Clients compare these words letter by letter.
        let message = kind == .file ? "File uploded successfully" : "Image uploded successfully"
        return Self.answer(message, record, isEncoded: kind == .picture, links)
    }

    /// As at the door with a project, for whoever is at least an agent somewhere; without `force` only the first photo.
    private func uploadPhoto(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        let admitted = try await desk.counting(.avatar) { try await admitPhoto(request, query, context) }
        return try await receive(.picture, request, admitted, context)
    }

    private func admitPhoto(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Admitted {
        let named = try FrontDesk.namedProject(request)
        let sender = try await principal(request, query, context, for: named)
        let owner = try await photoOwner(query, sender, named)
        return try await admit({ .avatar($0, type: $1, of: owner) }, request, context, by: sender)
    }

    /// Whose photo a request may send.
    func photoOwner(_ query: QueryParameters, _ sender: Principal, _ named: HexID?) async throws -> String {
        let bot = try query.single("bot_id").flatMap { $0.isEmpty ? nil : $0 }
        let owner = try await cloakroom.access.avatarOwner(for: sender, botID: bot)
        try await checkAgent(sender, named)
        let isForced = try !["", "false", "0"].contains(query.single("force")?.lowercased() ?? "")
        if !isForced, try await cloakroom.hasAvatar(owner) { throw CloakroomError(.photoExists) }
        return owner
    }

    private func checkAgent(_ sender: Principal, _ named: HexID?) async throws {
        if let named {
            _ = try await cloakroom.access.membership(of: sender, in: named, atLeast: .agent)
        } else if try await !cloakroom.access.isAnywhere(sender, atLeast: .agent) {
            throw CloakroomError(.roleTooLow)
        }
    }

    /// A file of nobody's. It is read where paths are capabilities, or by its link.
    private func uploadPublicly(
        _ kind: Deposit.Older, _ request: Request, _ context: ConnectionContext
    ) async throws -> Response {
        let admitted = try await desk.counting(.chat) { try await admitPublicly(kind, request, context) }
        return try await receive(kind, request, admitted, context)
    }

    private func admitPublicly(
        _ kind: Deposit.Older, _ request: Request, _ context: ConnectionContext
    ) async throws -> Admitted {
        try allowances.countStranger(request, context)
        let limits = cloakroom.limits
        let client = Principal(kind: .external, id: address.client(of: request, context))
        return try await admit({ .openly(kind, $0, type: $1, limits: limits) }, request, context, by: client)
    }
}
