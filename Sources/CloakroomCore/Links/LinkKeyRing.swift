internal import CloakroomCrypto

/// The key that signs links, and those that did so before it.
///
/// Kept as one text, so that a rotation is one write and there is no moment at which either key is missing: the current
/// key, then `key@milliseconds` for each retired one, newest first.
struct LinkKeyRing: Hashable, Sendable, CustomStringConvertible {
    struct Retired: Hashable, Sendable {
        var key: String
        var since: Timestamp
    }

    /// Seconds for which a process may still sign with a retired key, because it has not looked again yet.
    static let lateness: Int64 = 10
    /// Retired keys that are kept; more rotations than that within a link's life end the oldest early.
    static let most = 8

    let current: String
    private(set) var retired: [Retired] = []

    var description: String { "LinkKeyRing(hidden)" }

    static func random() -> String { SecureRandom.hex(32) }

    init(current: String) {
        self.current = current
    }

    /// Nil when there is no key in `text`.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let first = words.first, !first.contains("@") else { return nil }
        current = String(first)
        retired = words.dropFirst().compactMap { word in
            let halves = word.split(separator: "@")
            guard halves.count == 2, let moment = Int64(halves[1]) else { return nil }
            return Retired(key: String(halves[0]), since: Timestamp(milliseconds: moment))
        }
    }

    var text: String {
        ([current] + retired.map { "\($0.key)@\($0.since.milliseconds)" }).joined(separator: " ")
    }

    /// The ring after a rotation at `now`, without the keys that no link of `lifetime` seconds can need any more.
    func rotated(to key: String, at now: Timestamp, lifetime: Int64) -> LinkKeyRing {
        var ring = LinkKeyRing(current: key)
        let all = [Retired(key: current, since: now)] + retired
        ring.retired = Array(all.filter { now < Self.end(of: $0, lifetime) }.prefix(Self.most))
        return ring
    }

    func sign(_ link: Link) -> SignedLink {
        SignedLink(link, signature: Self.hmac(current).code(of: link.signedText.utf8))
    }

    /// Whether one of the keys signed the link, and did so while it could: a retired key vouches for nothing that ends
    /// later than what was signed with it in time.
    func vouches(for signed: SignedLink, lifetime: Int64) -> Bool {
        let old = retired.filter { signed.link.end <= Self.end(of: $0, lifetime) }
        let text = Array(signed.link.signedText.utf8)
        return ([current] + old.map(\.key)).contains { Self.hmac($0).isValid(signed.signature, of: text) }
    }

    private static func end(of key: Retired, _ lifetime: Int64) -> Timestamp {
        key.since.adding(seconds: lifetime).adding(seconds: lateness)
    }

    private static func hmac(_ key: String) -> HMACSHA256 { HMACSHA256(key: key.utf8) }
}
