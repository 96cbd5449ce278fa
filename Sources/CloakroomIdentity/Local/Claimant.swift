import CloakroomCore

/// Whom a token whose signature held stands for, if that is there.
///
/// Whoever knows a secret can write any claims, so the secret decides how far they are believed: a project's speaks for
/// that project's people within it, a bot's or subscription's for itself alone, the global one for everybody.
enum Claimant: Hashable, Sendable {
    /// `memberOf` is the only project where it counts.
    case user(HexID, memberOf: HexID?)
    /// A guest or external user.
    case person(Principal.Kind, PersonID, confinedTo: HexID?)
    case bot(HexID)
    case subscription(HexID)

    /// Nil when its secret was used for somebody else.
    init?(_ token: VerifiedToken) {
        switch (token.audience, token.subject) {
        case (.everywhere, .user(let id)): self = .user(id, memberOf: nil)
        case (.project(let project), .user(let id)): self = .user(id, memberOf: project)
        case (.everywhere, .guest(let id)): self = .person(.guest, id, confinedTo: nil)
        case (.everywhere, .external(let id)): self = .person(.external, id, confinedTo: nil)
        case (.project(let project), .guest(let id)): self = .person(.guest, id, confinedTo: project)
        case (.project(let project), .external(let id)): self = .person(.external, id, confinedTo: project)
        case (.everywhere, .bot(let id)): self = .bot(id)
        case (.bot(let signer), .bot(let id)) where signer == id: self = .bot(id)
        case (.everywhere, .subscription(let id)): self = .subscription(id)
        case (.subscription(let signer), .subscription(let id)) where signer == id: self = .subscription(id)
        case (.project, _), (.bot, _), (.subscription, _): return nil
        }
    }
}
