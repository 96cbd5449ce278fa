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
        case .text("bot"): self.init(Self.bot, id.flatMap { HexID($0) })
        case .text("subscription"): self.init(Self.subscription, id.flatMap { HexID($0) })
        case .text("guest"): self.init(Self.guest, id.flatMap(PersonID.init))
        case .text("userexternal"): self.init(Self.external, id.flatMap(PersonID.init))
        case nil, .null, .text: self.init(Self.user, (id ?? Self.olderID(claims)).flatMap { HexID($0) })
        default: return nil
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
