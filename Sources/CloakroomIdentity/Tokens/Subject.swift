import CloakroomCore

/// As whom a token wants to be taken.
enum Subject: Hashable, Sendable {
    case user(HexID)
    case guest(PersonID)
    case external(PersonID)
    case bot(HexID)
    case subscription(HexID)

    /// Reads `sub` and `_id` (for users `_doc._id` too, as older tokens have it); nil when there is no usable id.
    init?(_ claims: Claims) {
        let id = claims["_id"]?.text
        switch claims["sub"] {
        case .text("bot"): self.init(.bot, id)
        case .text("subscription"): self.init(.subscription, id)
        case .text("guest"): self.init(.guest, id)
        case .text("userexternal"): self.init(.external, id)
        case nil, .null, .text: self.init(.user, id ?? Self.olderID(claims))
        default: return nil
        }
    }

    /// Nil for an id that this kind of principal cannot have.
    init?(_ kind: Principal.Kind, _ id: String?) {
        switch kind {
        case .user: self.init(Self.user, id.flatMap { HexID($0) })
        case .bot: self.init(Self.bot, id.flatMap { HexID($0) })
        case .subscription: self.init(Self.subscription, id.flatMap { HexID($0) })
        case .guest: self.init(Self.guest, id.flatMap(PersonID.init))
        case .external: self.init(Self.external, id.flatMap(PersonID.init))
        }
    }

    private init?<ID>(_ make: (ID) -> Subject, _ id: ID?) {
        guard let id else { return nil }
        self = make(id)
    }

    private static func olderID(_ claims: Claims) -> String? {
        guard claims["_id"] == nil, case .object(let document) = claims["_doc"] else { return nil }
        return document["_id"]?.text
    }
}
