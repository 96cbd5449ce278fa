import CloakroomCore
import Hummingbird

/// Chat files, assets and photos that come in parts.
struct TiledeskTarget: ResumableTarget {
    let door: TiledeskDoor
    let upload: Route.Upload

    var name: String { upload.rawValue }
    var kind: Record.Kind { upload.recordKind }

    func promise(
        _ request: Request, _ route: Route, _ context: ConnectionContext
    ) async throws -> (asked: ResumableRequest, file: PromisedFile) {
        let project = try await door.desk.project(named: route.project ?? "")
        try CloakroomResponder.checkMethod(request, route)
        let query = try QueryParameters(request.head)
        let sender = try await door.principal(request, query, context, for: project.id)
        let file = PromisedFile(request, detail: try query.kept("expiration", "bot_id"))
        return (ResumableRequest(request: request, context: context, sender: sender, project: project), file)
    }

    func deposit(_ file: PromisedFile, by sender: Principal, in project: Project) async throws -> PromisedDeposit {
        let membership = try await door.membership(for: upload, sender, project)
        let plan = try await door.plan(upload, QueryParameters(file.detail), sender, project, membership)
        return PromisedDeposit(
            deposit: plan(file.name, file.type), account: upload == .photo ? nil : (project, membership))
    }

    func answer(_ file: PromisedFile, _ record: Record, _ asked: ResumableRequest) async throws -> Response {
        let base = try door.address.base(for: asked.request, asked.context)
        let links = try await door.cloakroom.links(to: record)
        return TiledeskDoor.answer(upload, record, TiledeskDoor.fields(links, base))
    }
}

extension TiledeskDoor {
    var targets: [any ResumableTarget] {
        [Route.Upload.chat, .asset, .photo].map { TiledeskTarget(door: self, upload: $0) }
            + OlderTarget.Part.allCases.map { OlderTarget(door: self, part: $0) }
    }
}
