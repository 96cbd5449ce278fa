import CloakroomCore
import Hummingbird

/// Files that come in parts and end under a token.
struct ZendeskTarget: ResumableTarget {
    let door: ZendeskDoor

    var name: String { "zendesk" }
    var kind: Record.Kind { .upload }

    func promise(
        _ request: Request, _ route: Route, _ context: ConnectionContext
    ) async throws -> (asked: ResumableRequest, file: PromisedFile) {
        try CloakroomResponder.checkMethod(request, route)
        let wish = try await door.wish(request, QueryParameters(request.head), context)
        let asked = ResumableRequest(
            request: request, context: context, sender: wish.sender, project: wish.account.project)
        let place = UploadPlace(wish.upload)
        let file = PromisedFile(
            name: wish.name ?? FileName(client: ""), type: wish.type,
            detail: "\(place.isNew ? "begin" : "token")=\(place.token)")
        return (asked, file)
    }

    func deposit(_ file: PromisedFile, by sender: Principal, in project: Project) async throws -> PromisedDeposit {
        let cloakroom = door.cloakroom
        let membership = try await cloakroom.access.membership(of: sender, in: project.id, atLeast: .guest)
        let place = try Self.place(file)
        let upload = place.isNew ? nil : try await cloakroom.uploadToAdd(place.token, by: sender, in: project.id)
        let deposit = Deposit.upload(
            file.name, type: file.type, by: sender, in: project, as: membership, until: upload?.expires,
            limits: cloakroom.limits)
        return PromisedDeposit(deposit: deposit, account: (project, membership))
    }

    func answer(_ file: PromisedFile, _ record: Record, _ asked: ResumableRequest) async throws -> Response {
        let upload = try await door.cloakroom.attach(record, to: Self.place(file))
        return try door.created(upload, asked.request, asked.context)
    }

    func place(of upload: ResumableUpload, base: String) -> String {
        "\(ZendeskAttachment.root(base))/uploads/partial/\(upload.project)/\(upload.id)"
    }

    private static func place(_ file: PromisedFile) throws -> UploadPlace {
        let query = try QueryParameters(file.detail)
        if let token = try query.single("begin") { return UploadPlace(token: token, isNew: true) }
        guard let token = try query.single("token") else { throw CloakroomError(.uploadNotFound) }
        return UploadPlace(token: token, isNew: false)
    }
}

extension ZendeskDoor {
    var targets: [any ResumableTarget] { [ZendeskTarget(door: self)] }
}
