import CloakroomCore

/// What the doors for uploads in parts share: rights and room, asked for at the routes that the files are for.
struct ResumableDesk: Sendable {
    let front: FrontDesk
    let uploads: ResumableUploads
    private let targets: [String: any ResumableTarget]

    init(_ front: FrontDesk, _ uploads: ResumableUploads, _ targets: [any ResumableTarget]) {
        self.front = front
        self.uploads = uploads
        self.targets = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
    }

    /// - Throws: `.uploadNotFound` for what is no route's any more.
    func target(_ name: String) throws -> any ResumableTarget {
        guard let target = targets[name] else { throw CloakroomError(.uploadNotFound, "no route \(name)") }
        return target
    }

    /// Begins an upload under the rules that hold for a plain one.
    func open(
        _ file: PromisedFile, for target: any ResumableTarget, length: Int64?, metadata: String? = nil,
        by sender: Principal, in project: Project
    ) async throws -> ResumableUpload {
        try await front.counting(target.kind) {
            let deposit = try await checked(file, for: target, length: length, by: sender, in: project)
            let draft = UploadDraft(
                project: project.id, target: target.name, detail: file.detail, name: file.name.original,
                type: file.type, metadata: metadata, length: length)
            return try await uploads.open(draft, as: deposit, by: sender)
        }
    }

    /// Everything that is settled before the first byte of a file that is not in a form.
    func admit(
        _ file: PromisedFile, for target: any ResumableTarget, length: Int64?, by sender: Principal,
        in project: Project
    ) async throws -> Deposit {
        try await front.counting(target.kind) {
            try await checked(file, for: target, length: length, by: sender, in: project)
        }
    }

    private func checked(
        _ file: PromisedFile, for target: any ResumableTarget, length: Int64?, by sender: Principal,
        in project: Project
    ) async throws -> Deposit {
        let promised = try await target.deposit(file, by: sender, in: project)
        let limit = front.cloakroom.limits.uploadBytes
        guard length ?? 0 <= limit else { throw CloakroomError(.tooLarge(limit: limit)) }
        try await front.checkRoom(for: length, by: sender, promised.account)
        return promised.deposit
    }

    /// What an upload may be kept as now: what was allowed when it began may be so no more.
    func deposit(_ upload: ResumableUpload, _ asked: ResumableRequest) async throws -> Deposit {
        try await target(upload.target)
            .deposit(PromisedFile(upload), by: asked.sender, in: asked.project).deposit
    }

    /// Has `work` receive a part, whose sender may still send it.
    func receive(
        _ turn: inout UploadTurn, _ asked: ResumableRequest,
        work: (inout UploadTurn, ResumableBody) async throws -> Void
    ) async throws {
        _ = try await deposit(turn.upload, asked)
        let body = try ResumableBody(asked.request, asked.context, room: turn.room, limit: turn.offset + turn.room)
        try await front.cloakroom.checkRoom(for: max(1, body.length ?? 1))
        let slot = try front.slot(for: asked.sender, asked.request, asked.context)
        defer { front.uploads.giveBack(slot) }
        try await work(&turn, body)
    }
}
