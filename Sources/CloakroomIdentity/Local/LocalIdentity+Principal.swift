import CloakroomCore

extension LocalIdentity {
    /// Who comes in with a token whose signature held.
    func principal(of token: VerifiedToken) async throws -> Principal {
        guard let claimant = Claimant(token) else {
            throw CloakroomError(.unauthenticated, "a secret used for somebody else")
        }
        switch claimant {
        case .user(let id, nil): return try await user(id)
        case .user(let id, let project?): return try await member(id, of: project)
        case .person(let kind, let id, let project): return try await person(kind, id, confinedTo: project)
        case .bot(let id): return try await bot(id)
        case .subscription(let id): return try await subscription(id)
        }
    }

    private func user(_ id: HexID) async throws -> Principal {
        guard try await accounts.user(id) != nil else { throw CloakroomError(.unauthenticated, "no such user") }
        return Principal(kind: .user, id: id.text)
    }

    private func member(_ id: HexID, of project: HexID) async throws -> Principal {
        guard try await accounts.user(id) != nil, try await accounts.role(of: id.text, in: project) != nil else {
            throw CloakroomError(.unauthenticated, "no member of the project whose secret was used")
        }
        return Principal(kind: .user, id: id.text, confinedTo: project)
    }

    /// A guest or external user. Roles and folders are found by id alone, so an account's id is not theirs to take.
    private func person(_ kind: Principal.Kind, _ id: PersonID, confinedTo project: HexID?) async throws -> Principal {
        if let taken = HexID(id.text), try await isAccount(taken) {
            throw CloakroomError(.unauthenticated, "a guest or external user under an account's id")
        }
        return Principal(kind: kind, id: id.text, confinedTo: project)
    }

    private func isAccount(_ id: HexID) async throws -> Bool {
        if try await accounts.user(id) != nil { return true }
        if try await accounts.bot(id) != nil { return true }
        return try await accounts.subscription(id) != nil
    }

    private func bot(_ id: HexID) async throws -> Principal {
        guard let bot = try await accounts.bot(id) else { throw CloakroomError(.unauthenticated, "no such bot") }
        return Principal(kind: .bot, id: id.text, confinedTo: bot.project)
    }

    private func subscription(_ id: HexID) async throws -> Principal {
        guard let subscription = try await accounts.subscription(id) else {
            throw CloakroomError(.unauthenticated, "no such subscription")
        }
        return Principal(kind: .subscription, id: id.text, confinedTo: subscription.project)
    }
}
