public import CloakroomCore

/// The same answers from memory, as old as they may be. Passwords are never recalled, nor is anybody's absence.
extension LocalIdentity {
    public func recall(_ credential: Credential) -> Recalled<Principal>? {
        guard case .token(let token, _) = credential, let verified = tokens.recall(token) else { return nil }
        return Claimant(verified.value).flatMap(recall)?.until(verified.until)
    }

    private func recall(_ claimant: Claimant) -> Recalled<Principal>? {
        switch claimant {
        case .user(let id, let project): recallUser(id, memberOf: project)
        case .person(let kind, let id, let project):
            // Such an id may be an account's, and there are many to look for.
            HexID(id.text) == nil
                ? Recalled(Principal(kind: kind, id: id.text, confinedTo: project), until: .distantFuture) : nil
        case .bot(let id):
            accounts.recall(bot: id)?.map { Principal(kind: .bot, id: id.text, confinedTo: $0.project) }
        case .subscription(let id):
            accounts.recall(subscription: id)?.map {
                Principal(kind: .subscription, id: id.text, confinedTo: $0.project)
            }
        }
    }

    private func recallUser(_ id: HexID, memberOf project: HexID?) -> Recalled<Principal>? {
        guard let user = accounts.recall(user: id) else { return nil }
        let principal = user.map { _ in Principal(kind: .user, id: id.text, confinedTo: project) }
        guard let project else { return principal }
        return accounts.recallRole(of: id.text, in: project).map { principal.until($0.until) }
    }

    public func recall(project id: HexID) -> Recalled<Project>? { accounts.recall(project: id) }

    public func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>? {
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        switch principal.kind {
        case .user, .guest, .external:
            return accounts.recallRole(of: principal.id, in: project)?.map(Membership.person)
        case .bot: return service(HexID(principal.id).flatMap(accounts.recall(bot:))?.map(\.project), in: project)
        case .subscription:
            return service(HexID(principal.id).flatMap(accounts.recall(subscription:))?.map(\.project), in: project)
        }
    }

    private func service(_ home: Recalled<HexID>?, in project: HexID) -> Recalled<Membership>? {
        home?.value == project ? home?.map { _ in .service } : nil
    }
}
