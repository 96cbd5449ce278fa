/// An entity tag: names one state of a file's bytes.
/// - Source: RFC 9110 section 8.8.3.
struct EntityTag: Hashable, Sendable {
    /// Without quotes.
    let opaque: String
    let isWeak: Bool

    /// A strong tag.
    /// - Parameter opaque: visible characters without quotes, for example a digest in hex.
    init(strong opaque: String) {
        self.opaque = opaque
        isWeak = false
    }

    /// A weak tag, for bytes that nobody hashed.
    init(weak opaque: String) {
        self.opaque = opaque
        isWeak = true
    }

    /// Nil for anything but one tag, quotes included, `W/` in front if it is weak.
    init?(_ text: String) {
        isWeak = text.hasPrefix("W/")
        let quoted = text.utf8.dropFirst(isWeak ? 2 : 0)
        let inside = quoted.dropFirst().dropLast()
        guard quoted.count >= 2, quoted.first == ASCII.quote, quoted.last == ASCII.quote,
            inside.allSatisfy(Self.isAllowed)
        else { return nil }
        opaque = String(decoding: inside, as: UTF8.self)
    }

    /// The tag as it stands in a header field.
    var text: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }

    func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > ASCII.space && byte != ASCII.quote && byte != 0x7F
    }
}

/// The value of If-Match and If-None-Match: `*`, or tags between commas. What is no tag matches nothing.
enum EntityTagList: Hashable, Sendable {
    case any
    case tags([EntityTag])

    init(_ text: String) {
        let trimmed = text.trimmingBlanks
        self = trimmed == "*" ? .any : .tags(Self.pieces(trimmed).compactMap { EntityTag($0.trimmingBlanks) })
    }

    func contains(where isMatch: (EntityTag) -> Bool) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains(where: isMatch)
        }
    }

    /// Cut at commas outside of quotes.
    private static func pieces(_ text: String) -> [Substring] {
        var isInside = false
        return text.unicodeScalars.split { scalar in
            if scalar == "\"" { isInside.toggle() }
            return scalar == "," && !isInside
        }.map(Substring.init)
    }
}
