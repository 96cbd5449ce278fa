public import CloakroomCore

/// An identity provider whose answers are written down: who is a member of what, and whose bots are whose.
public struct FixedIdentity: IdentityProvider {
    public struct Seat: Hashable, Sendable {
        let person: String
        let project: HexID
        public init(_ person: String, _ project: HexID) {
            self.person = person
            self.project = project
        }
    }

    private let members: [Seat: Role]
    private let bots: [HexID: HexID]

    public init(members: [Seat: Role] = [:], bots: [HexID: HexID] = [:]) {
        self.members = members
        self.bots = bots
    }

    /// Every token is its holder's id.
    public func authenticate(_ credential: Credential) async throws -> Principal {
        guard case .token(let id, _) = credential else { throw CloakroomError(.unauthenticated) }
        return Principal(kind: .user, id: id)
    }

    public func project(_ id: HexID) async throws -> Project? { Project(id: id, name: id.text) }

    public func membership(of principal: Principal, in project: HexID) async throws -> Membership? {
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        if principal.kind == .bot || principal.kind == .subscription {
            return principal.confinedTo == project ? .service : nil
        }
        return members[Seat(principal.id, project)].map(Membership.person)
    }

    public func projects(of principal: Principal) async throws -> [HexID]? {
        members.keys.filter { $0.person == principal.id }.map(\.project)
    }

    public func project(ofBot id: HexID, for principal: Principal) async throws -> HexID? { bots[id] }
}
