import CloakroomCore

/// For whom a token is, and so whose secret signs it.
enum Audience: Hashable, Sendable {
    case everywhere
    case project(HexID)
    case bot(HexID)
    case subscription(HexID)

    /// Reads the claim `aud`: text or a list of texts, each a URL or a path, whose first two parts count.
    ///
    /// Nil when it is neither, names an id that cannot exist, or names two different secrets.
    init?(_ claim: JSONValue?) {
        guard let texts = Self.texts(claim) else { return nil }
        let audiences = texts.map { Audience(url: $0) }
        guard !audiences.contains(nil) else { return nil }
        let confined = Set(audiences.compactMap { $0 }).subtracting([.everywhere])
        guard confined.count <= 1 else { return nil }
        self = confined.first ?? .everywhere
    }

    /// The name of the signing secret; nil for the global one.
    var secretName: SecretName? {
        switch self {
        case .everywhere: nil
        case .project(let id): .project(id)
        case .bot(let id): .bot(id)
        case .subscription(let id): .subscription(id)
        }
    }

    private init?(url: String) {
        let parts = Self.path(of: url).split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst()
        guard let kind = parts.first, let make = Self.kinds[String(kind)] else {
            self = .everywhere
            return
        }
        guard let id = parts.dropFirst().first.flatMap({ HexID($0) }) else { return nil }
        self = make(id)
    }

    private static let kinds: [String: @Sendable (HexID) -> Audience] = [
        "projects": { .project($0) }, "bots": { .bot($0) }, "subscriptions": { .subscription($0) },
    ]

    private static func texts(_ claim: JSONValue?) -> [String]? {
        switch claim {
        case nil, .null: return []
        case .text(let text): return [text]
        case .list(let list):
            let texts = list.compactMap(\.text)
            return texts.count == list.count ? texts : nil
        default: return nil
        }
    }

    /// From the first slash after the host on, without query and fragment.
    private static func path(of url: String) -> Substring {
        let plain = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = plain.firstRange(of: "://") else { return plain }
        return plain[scheme.upperBound...].drop { $0 != "/" }
    }
}
