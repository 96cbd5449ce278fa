/// The role table: who may upload, read and delete what.
///
/// Reading and deleting answer "not found" to whoever may not, so that nobody learns what exists.
public final class Access: Sendable {
    /// How files are read at the routes without a project.
    public enum Reads: String, Sendable, CaseIterable {
        /// A credential is needed, and the file's project must know its holder.
        case `private`
        /// Whoever has the unguessable path may read.
        case capability
    }

    let identity: any IdentityProvider
    public let reads: Reads

    public init(identity: any IdentityProvider, reads: Reads) {
        self.identity = identity
        self.reads = reads
    }

    // MARK: Uploading

    /// - Throws: `.notMember` or `.roleTooLow`.
    public func membership(of principal: Principal, in project: HexID, atLeast role: Role) async throws -> Membership {
        guard let membership = try await identity.membership(of: principal, in: project) else {
            throw CloakroomError(.notMember)
        }
        guard membership == .service || membership.isAtLeast(role) else { throw CloakroomError(.roleTooLow) }
        return membership
    }

    /// Whose avatar a principal changes: its own, or with `botID` that of a bot of a project that it administers.
    ///
    /// A token that counts in one project only cannot change a person's picture, which is seen in all of them.
    public func avatarOwner(for principal: Principal, botID: String?) async throws -> String {
        guard let botID else {
            guard principal.isService || principal.confinedTo == nil else { throw CloakroomError(.roleTooLow) }
            return principal.id
        }
        guard let bot = HexID(botID), let project = try await identity.project(ofBot: bot, for: principal) else {
            throw CloakroomError(.botNotFound)
        }
        if principal.kind == .bot, principal.id == bot.text { return bot.text }
        guard let membership = try await identity.membership(of: principal, in: project) else {
            throw CloakroomError(.notInBotsProject)
        }
        guard membership.isAtLeast(.admin) else { throw CloakroomError(.botRoleTooLow) }
        return bot.text
    }

    /// The projects that a principal may mean when it names none; nil when nobody can tell them.
    func projects(of principal: Principal) async throws -> [HexID]? {
        if let only = principal.confinedTo { return [only] }
        return try await identity.projects(of: principal)
    }

    /// The project that a request without one in its path is about: the one it names, else the principal's only one, else
    /// the one that the service has for such requests.
    /// - Throws: `.projectUnclear` when that leaves several or none.
    public func project(named name: HexID?, for principal: Principal, orElse fallback: HexID?) async throws -> HexID {
        if let name { return name }
        let projects = try await projects(of: principal)
        if let projects, projects.count == 1, let only = projects.first { return only }
        guard let fallback else { throw CloakroomError(.projectUnclear) }
        return fallback
    }

    /// Whether a principal has at least this role in one of the projects that can be told.
    public func isAnywhere(_ principal: Principal, atLeast role: Role = .guest) async throws -> Bool {
        for project in try await projects(of: principal) ?? [] {
            let membership = try await identity.membership(of: principal, in: project)
            if membership == .service || membership?.isAtLeast(role) ?? false { return true }
        }
        return false
    }

    // MARK: Reading

    func mayRead(_ record: Record, _ reader: Principal?) async throws -> Bool {
        switch right(of: reader, to: record) {
        case .settled(let may): may
        case .ofMembers(let reader, let project): try await isMember(reader, of: project)
        }
    }

    /// Until when memory tells that; nil says nothing.
    func recallRight(of reader: Principal?, to record: Record) -> Timestamp? {
        switch right(of: reader, to: record) {
        case .settled(let may): may ? .distantFuture : nil
        case .ofMembers(let reader, let project): identity.recallMembership(of: reader, in: project)?.until
        }
    }

    private enum Right {
        case settled(Bool)
        case ofMembers(Principal, HexID)
    }

    private func right(of reader: Principal?, to record: Record) -> Right {
        guard reads == .private else { return .settled(true) }
        guard let reader else { return .settled(false) }
        if record.kind == .avatar || reader.handedIn(record) { return .settled(true) }
        return record.project.map { .ofMembers(reader, $0) } ?? .settled(false)
    }

    func mayRead(legacy path: String, _ reader: Principal?) async throws -> Bool {
        guard reads == .private else { return true }
        guard let reader else { return false }
        switch FilePath.holder(ofLegacy: path) {
        case .project(let project): return try await isMember(reader, of: project)
        case .person(let id, let photo): return photo || reader.isPersonally(id)
        case .nobody: return false
        }
    }

    // MARK: Deleting

    func mayDelete(_ record: Record, _ principal: Principal) async throws -> Bool {
        if record.kind == .avatar { return try await mayDeleteAvatar(of: record.owner, principal) }
        if principal.handedIn(record) { return true }
        return try await isAdmin(principal, of: record.project)
    }

    func mayDelete(legacy path: String, _ principal: Principal) async throws -> Bool {
        switch FilePath.holder(ofLegacy: path) {
        case .project(let project): return try await isAdmin(principal, of: project)
        case .person(let id, photo: true): return try await mayDeleteAvatar(of: id, principal)
        case .person(let id, photo: false): return principal.isPersonally(id)
        case .nobody: return false
        }
    }

    private func mayDeleteAvatar(of owner: String, _ principal: Principal) async throws -> Bool {
        if principal.isPersonally(owner) { return true }
        guard let bot = HexID(owner), let project = try await identity.project(ofBot: bot, for: principal) else {
            return false
        }
        return try await isAdmin(principal, of: project)
    }

    // MARK: Uploads

    /// Whether a principal learns that there is an upload: it made it, or works for its project.
    func maySee(_ attachment: Attachment, _ principal: Principal) async throws -> Bool {
        if principal.handedIn(attachment) { return true }
        let membership = try await identity.membership(of: principal, in: attachment.project)
        return membership == .service || membership?.isAtLeast(.agent) ?? false
    }

    func mayDiscard(_ attachment: Attachment, _ principal: Principal) async throws -> Bool {
        if principal.handedIn(attachment) { return true }
        return try await isAdmin(principal, of: attachment.project)
    }

    private func isMember(_ principal: Principal, of project: HexID?) async throws -> Bool {
        guard let project else { return false }
        return try await identity.membership(of: principal, in: project) != nil
    }

    private func isAdmin(_ principal: Principal, of project: HexID?) async throws -> Bool {
        guard let project else { return false }
        return try await identity.membership(of: principal, in: project)?.isAtLeast(.admin) ?? false
    }
}

extension Principal {
    /// How a record remembers who handed it in. An external user's id is given by whoever holds a project's secret, so it
    /// counts together with that project only and can never be taken for somebody else's.
    public var ownerTag: String {
        switch kind {
        case .external: "external/\(confinedTo?.text ?? "")/\(id)"
        default: "\(kind.rawValue)/\(id)"
        }
    }

    var isService: Bool { kind == .bot || kind == .subscription }

    func handedIn(_ record: Record) -> Bool {
        record.owner == ownerTag && (confinedTo == nil || confinedTo == record.project)
    }

    func handedIn(_ attachment: Attachment) -> Bool {
        attachment.owner == ownerTag && (confinedTo == nil || confinedTo == attachment.project)
    }

    /// Whether this is the user, guest, bot or subscription of that id, in every project.
    func isPersonally(_ id: String) -> Bool {
        self.id == id && kind != .external && (confinedTo == nil || isService)
    }
}
