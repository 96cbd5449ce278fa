/// Everybody who may ask, as the columns of the matrix. P and Q are two projects.
enum Person: String, CaseIterable, Sendable {
    case nobody = "non"
    case forged = "bad"
    case late = "old"
    case guest = "gst"
    case user = "usr"
    case teammate = "mat"
    case agent = "agt"
    case supervisor = "sup"
    case admin = "adm"
    case owner = "own"
    case bot = "bot"
    case subscription = "sub"
    case external = "ext"
    case both = "two"
    case bothInP = "2/P"
    case bothInQ = "2/Q"
    case foreignOwner = "Qow"
    case foreignGuest = "Qgs"
    case foreignBot = "Qbo"

    var meaning: String {
        switch self {
        case .nobody: "no credential"
        case .forged: "a token signed with another secret"
        case .late: "a token whose time is over"
        case .guest: "guest of P"
        case .user: "user of P"
        case .teammate: "teammate in P"
        case .agent: "agent in P"
        case .supervisor: "supervisor in P"
        case .admin: "admin of P"
        case .owner: "owner of P"
        case .bot: "bot of P"
        case .subscription: "subscription of P"
        case .external: "external user of P"
        case .both: "owner of both P and Q"
        case .bothInP: "that owner, with a token signed by P"
        case .bothInQ: "that owner, with a token signed by Q"
        case .foreignOwner: "owner of Q"
        case .foreignGuest: "guest of Q"
        case .foreignBot: "bot of Q"
        }
    }

    /// Whose token proves nothing.
    var isUnknown: Bool { [.nobody, .forged, .late].contains(self) }

    /// Where this person's own files lie.
    var isAtHomeInQ: Bool { [.bothInQ, .foreignOwner, .foreignGuest, .foreignBot].contains(self) }

    /// Under whose account this person's own things are.
    var account: Person {
        switch self {
        case .nobody, .forged, .late: .guest
        case .bothInP, .bothInQ: .both
        default: self
        }
    }

    /// Who sends this person's own files: the unknown have those of a guest.
    var sender: Person { isUnknown ? .guest : self }

    /// Whether this account has a picture: not everybody may have one.
    var hasAvatar: Bool {
        switch account {
        case .agent, .supervisor, .admin, .owner, .bot, .subscription, .both, .foreignOwner, .foreignBot: true
        default: false
        }
    }
}
