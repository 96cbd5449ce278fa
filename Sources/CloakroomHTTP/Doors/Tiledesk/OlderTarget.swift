import CloakroomCore
import Hummingbird

/// What comes in parts to the routes without a project, from senders whose project can be told.
struct OlderTarget: ResumableTarget {
    enum Part: String, CaseIterable { case file, picture, photo }

    let door: TiledeskDoor
    let part: Part

    var name: String { "older \(part.rawValue)" }
    var kind: Record.Kind { part == .photo ? .avatar : .chat }

    func promise(
        _ request: Request, _ route: Route, _ context: ConnectionContext
    ) async throws -> (asked: ResumableRequest, file: PromisedFile) {
        try CloakroomResponder.checkMethod(request, route)
        let named = try FrontDesk.namedProject(request)
        let query = try QueryParameters(request.head)
        let sender = try await door.principal(request, query, context, for: named)
        let project = try await door.desk.home(of: sender, named: named).project
        let file = PromisedFile(request, detail: try query.kept("force", "bot_id"))
        return (ResumableRequest(request: request, context: context, sender: sender, project: project), file)
    }

    func deposit(_ file: PromisedFile, by sender: Principal, in project: Project) async throws -> PromisedDeposit {
        guard let kind = part.kind else {
            let owner = try await door.photoOwner(QueryParameters(file.detail), sender, project.id)
            return PromisedDeposit(deposit: .avatar(file.name, type: file.type, of: owner), account: nil)
        }
        let membership = try await door.cloakroom.access.membership(of: sender, in: project.id, atLeast: .guest)
        let deposit = Deposit.older(
            kind, file.name, type: file.type, by: sender, in: project, as: membership, limits: door.cloakroom.limits)
        return PromisedDeposit(deposit: deposit, account: (project, membership))
    }

    func answer(_ file: PromisedFile, _ record: Record, _ asked: ResumableRequest) async throws -> Response {
        try await door.answer(part.kind ?? .picture, record, door.address.base(for: asked.request, asked.context))
    }
}

extension OlderTarget.Part {
    /// Nil for a photo, which has a place of its own.
    fileprivate var kind: Deposit.Older? {
        switch self {
        case .file: .file
        case .picture: .picture
        case .photo: nil
        }
    }
}
