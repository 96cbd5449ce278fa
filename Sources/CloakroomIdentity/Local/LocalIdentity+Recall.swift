public import CloakroomCore

/// The same answers from memory, as old as they may be. Passwords are never recalled, nor is anybody's absence.
extension LocalIdentity {
    public func recall(_ credential: Credential) -> Principal? {
        guard case .token(let token, _) = credential, let verified = tokens.recall(token) else { return nil }
        switch Claimant(verified) {
        case .user(let id, let project): return recallUser(id, memberOf: project)
        case .person(let kind, let id, let project):
            // Such an id may be an account's, and there are many to look for.
            return HexID(id.text) == nil ? Principal(kind: kind, id: id.text, confinedTo: project) : nil
        case .bot(let id):
            return accounts.recall(bot: id).map { Principal(kind: .bot, id: id.text, confinedTo: $0.project) }
        case .subscription(let id):
            return accounts.recall(subscription: id).map {
                Principal(kind: .subscription, id: id.text, confinedTo: $0.project)
            }
        case nil: return nil
        }
    }

    private func recallUser(_ id: HexID, memberOf project: HexID?) -> Principal? {
        guard accounts.recall(user: id) != nil else { return nil }
        if let project, accounts.recallRole(of: id.text, in: project) == nil { return nil }
        return Principal(kind: .user, id: id.text, confinedTo: project)
    }

    public func recall(project id: HexID) -> Project? { accounts.recall(project: id) }

    public func recallMembership(of principal: Principal, in project: HexID) -> Membership? {
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        switch principal.kind {
        case .user, .guest, .external:
            return accounts.recallRole(of: principal.id, in: project).map(Membership.person)
        case .bot:
            return HexID(principal.id).flatMap { accounts.recall(bot: $0) }?.project == project ? .service : nil
        case .subscription:
            return HexID(principal.id).flatMap { accounts.recall(subscription: $0) }?.project == project
                ? .service : nil
        }
    }
}
