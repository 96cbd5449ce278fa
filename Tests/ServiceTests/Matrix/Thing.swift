/// What somebody may ask for, as the rows of the matrix. What is another's is a clerk's, whom no column stands for.
enum Thing: String, CaseIterable, Sendable {
    case ownChat = "own chat file"
    case chat = "chat file of P"
    case asset = "asset of P"
    case thumbnail = "its thumbnail"
    case foreignChat = "chat file of Q"
    case foreignAsset = "asset of Q"
    case ownAvatar = "own avatar"
    case ownAvatarThumbnail = "own avatar's thumbnail"
    case avatar = "avatar of another"
    case avatarThumbnail = "that avatar's thumbnail"
    case botAvatar = "avatar of a bot of P"
    case foreignBotAvatar = "avatar of a bot of Q"
    case noAvatar = "avatar never sent"
    case legacy = "legacy in P"
    case foreignLegacy = "legacy in Q"
    case ownLegacy = "own legacy"
    case othersLegacy = "legacy of another"
    case legacyAvatar = "legacy avatar"
    case legacyElsewhere = "legacy elsewhere"
    case expired = "expired"
    case deleted = "deleted"
    case missing = "missing"
    case neighbour = "missing beside a file"
    case outside = "outside of the store"
}

/// Where a request is sent to.
enum Place: String, CaseIterable, Sendable {
    case root = "at the root"
    case inP = "in P"
    case inQ = "in Q"
    case openRoot = "at the root, CLOAKROOM_READS=capability"
    case openInP = "in P, CLOAKROOM_READS=capability"

    var isOpen: Bool { self == .openRoot || self == .openInP }
}
