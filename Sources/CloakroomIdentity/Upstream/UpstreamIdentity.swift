public import CloakroomCore

/// Identity over the chat backend's word: it is asked who holds a credential, and what that is in a project.
///
/// Its answers are believed for a short time, refusals too. Without an answer nobody gets in.
public struct UpstreamIdentity: IdentityProvider {
    private let desk: UpstreamDesk

    /// - Parameters:
    ///   - url: asked with `project_id` or `bot_id` in its query, or with neither.
    ///   - lifetime: seconds that an answer is believed.
    public init(url: BackendURL, client: BackendClient, lifetime: Int64, clock: WallClock = .system) {
        self.init(UpstreamDesk(url: url, backend: client, lifetime: lifetime, clock: clock))
    }

    init(_ desk: UpstreamDesk) {
        self.desk = desk
    }

    public func authenticate(_ credential: Credential) async throws -> Principal {
        try await principal(credential, about: .nothing, barred: .forbidden)
    }

    public func authenticate(_ credential: Credential, for project: HexID) async throws -> Principal {
        try await principal(credential, about: .project(project), barred: .notMember)
    }

    /// Any well-formed id may be a project's: there is no list of them here, and membership decides.
    public func project(_ id: HexID) async throws -> Project? { Project(id: id, name: id.text) }

    public func membership(of principal: Principal, in project: HexID) async throws -> Membership? {
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        return try await answer(principal, about: .project(project))?.membership(in: project)
    }

    public func recall(_ credential: Credential) -> Recalled<Principal>? {
        desk.recall(credential, about: .nothing)?.map { $0.principal(standing: .backend(credential)) }
    }

    public func recall(project id: HexID) -> Recalled<Project>? {
        Recalled(Project(id: id, name: id.text), until: .distantFuture)
    }

    public func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>? {
        guard principal.confinedTo == nil || principal.confinedTo == project,
            case .backend(let credential) = principal.standing,
            let answer = desk.recall(credential, about: .project(project)),
            answer.value.principal(standing: principal.standing) == principal
        else { return nil }
        return answer.map { $0.membership(in: project) }.present()
    }

    /// The backend is asked about one project at a time.
    public func projects(of principal: Principal) async throws -> [HexID]? { principal.confinedTo.map { [$0] } }

    public func project(ofBot id: HexID, for principal: Principal) async throws -> HexID? {
        if principal.kind == .bot, principal.id == id.text { return principal.confinedTo }
        return try await answer(principal, about: .bot(id))?.botProject
    }

    private func principal(
        _ credential: Credential, about topic: UpstreamTopic, barred: CloakroomError.Kind
    ) async throws -> Principal {
        switch try await desk.ask(credential, about: topic) {
        case .answer(let answer): return answer.principal(standing: .backend(credential))
        case .forbidden: throw CloakroomError(barred, "the chat backend said 403")
        case .unauthenticated: throw CloakroomError(.unauthenticated, "the chat backend said 401")
        }
    }

    /// - Returns: nil when the backend bars the principal from what is asked about.
    private func answer(_ principal: Principal, about topic: UpstreamTopic) async throws -> UpstreamAnswer? {
        guard case .backend(let credential) = principal.standing else { return nil }
        switch try await desk.ask(credential, about: topic) {
        case .answer(let answer):
            guard answer.principal(standing: principal.standing) == principal else {
                throw CloakroomError(.unauthenticated, "the chat backend now takes the credential for another's")
            }
            return answer
        case .forbidden: return nil
        case .unauthenticated: throw CloakroomError(.unauthenticated, "the chat backend said 401")
        }
    }
}
