public import CloakroomCore
public import Logging

/// Identity over the tokens of a chat backend: they say who their holders are and what those are in which projects.
///
/// Nobody is asked, so whoever loses a role has it until the token ends.
public struct ClaimsIdentity: IdentityProvider {
    let tokens: ClaimsVerifier

    /// - Parameter keys: the backend's secret or public key.
    public init(keys: SigningKeys, rules: ClaimsRules, clock: WallClock = .system) {
        tokens = ClaimsVerifier(keys: .fixed(KeySet(keys)), rules: rules, clock: clock)
    }

    /// - Parameter keySet: the URL of the backend's JSON Web Key Set.
    public init(
        keySet url: BackendURL, pace: KeySetPace, client: BackendClient, rules: ClaimsRules, clock: WallClock = .system,
        logger: Logger
    ) {
        let keys = RemoteKeySet(url: url, backend: client, pace: pace, stopwatch: .system, logger: logger)
        tokens = ClaimsVerifier(keys: .remote(keys), rules: rules, clock: clock)
    }

    init(_ tokens: ClaimsVerifier) {
        self.tokens = tokens
    }

    public func authenticate(_ credential: Credential) async throws -> Principal {
        guard case .token(let token, _) = credential else {
            throw CloakroomError(.unauthenticated, "passwords are known to the chat backend alone")
        }
        return try await tokens.principal(of: token)
    }

    /// Any well-formed id may be a project's: there is no list of them here, and membership decides.
    public func project(_ id: HexID) async throws -> Project? { Project(id: id, name: id.text) }

    public func membership(of principal: Principal, in project: HexID) async throws -> Membership? {
        roleHeld(by: principal, in: project)
    }

    public func recall(_ credential: Credential) -> Recalled<Principal>? {
        guard case .token(let token, _) = credential else { return nil }
        return tokens.recall(token)
    }

    public func recall(project id: HexID) -> Recalled<Project>? {
        Recalled(Project(id: id, name: id.text), until: .distantFuture)
    }

    /// As long as the principal itself is recalled, for both stand in one token.
    public func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>? {
        roleHeld(by: principal, in: project).map { Recalled($0, until: .distantFuture) }
    }

    private func roleHeld(by principal: Principal, in project: HexID) -> Membership? {
        guard case .token(let roles, _) = principal.standing else { return nil }
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        switch principal.kind {
        case .user, .guest, .external: return roles[project].map(Membership.person)
        case .bot, .subscription: return principal.confinedTo == project ? .service : nil
        }
    }

    public func projects(of principal: Principal) async throws -> [HexID]? {
        if let only = principal.confinedTo { return [only] }
        guard case .token(let roles, _) = principal.standing else { return nil }
        return Array(roles.keys)
    }

    public func project(ofBot id: HexID, for principal: Principal) async throws -> HexID? {
        guard case .token(_, let bots) = principal.standing else { return nil }
        return principal.kind == .bot && principal.id == id.text ? principal.confinedTo : bots[id]
    }
}
