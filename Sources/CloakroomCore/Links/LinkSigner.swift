internal import Synchronization

/// Signs links and tells whose signatures hold, with keys that all nodes share.
///
/// The keys are believed for a second. While the directory cannot be reached, signing goes on with the last ones seen,
/// for the file whose link it is has been kept already; checking does not.
public final class LinkSigner: Sendable {
    /// Under what name the directory keeps the keys.
    public static let secretName = "links"
    /// Milliseconds for which the keys are believed.
    static let age: Int64 = 1000

    /// Seconds that a link lives, and at most.
    public let lifetime: Int64
    private let directory: any Directory
    private let clock: WallClock
    private let seen = Mutex<Sighting?>(nil)

    private struct Sighting: Sendable {
        let ring: LinkKeyRing
        let at: Timestamp
    }

    public init(directory: any Directory, lifetime: Int64, clock: WallClock = .system) {
        self.directory = directory
        self.lifetime = lifetime
        self.clock = clock
    }

    /// Makes sure that there is a key, so that what is asked of ``sign(_:)`` afterwards succeeds.
    public func prepare() async throws {
        _ = try await ring()
    }

    func sign(_ link: Link) async throws -> SignedLink {
        do {
            return try await ring().sign(link)
        } catch {
            guard let seen = seen.withLock({ $0 }) else { throw error }
            return seen.ring.sign(link)
        }
    }

    /// When a link signed now ends: after `seconds`, but never later than the longest link or the file itself.
    func end(after seconds: Int64?, file expires: Timestamp?) -> Int64 {
        let wanted = min(max(1, seconds ?? lifetime), lifetime)
        return min(clock.now().adding(seconds: wanted).seconds, expires?.seconds ?? .max)
    }

    /// Whether the signature holds and the link has not ended. Costs one HMAC for each key.
    func vouches(for signed: SignedLink) async throws -> Bool {
        guard clock.now() < signed.link.end else { return false }
        return try await ring().vouches(for: signed, lifetime: lifetime)
    }

    // MARK: Commands

    /// The key that signs now, made if there is none.
    public func key() async throws -> String {
        try await load().current
    }

    /// Replaces the key. Links signed with the old one go on until they end by themselves, or with `endingOld` end
    /// within a second. Of two rotations at the same moment one may be lost.
    public func rotate(endingOld: Bool = false) async throws -> String {
        let key = LinkKeyRing.random()
        let ring =
            endingOld
            ? LinkKeyRing(current: key)
            : try await load().rotated(to: key, at: clock.now(), lifetime: lifetime)
        _ = try await directory.keepSecret(ring.text, as: Self.secretName, replacing: true)
        return key
    }

    private func ring() async throws -> LinkKeyRing {
        let now = clock.now()
        if let seen = seen.withLock({ $0 }), 0..<Self.age ~= now.since(seen.at) { return seen.ring }
        let ring = try await load()
        seen.withLock { $0 = Sighting(ring: ring, at: now) }
        return ring
    }

    private func load() async throws -> LinkKeyRing {
        var text = try await directory.secret(Self.secretName)
        if text == nil {
            text = try await directory.keepSecret(LinkKeyRing.random(), as: Self.secretName, replacing: false)
        }
        guard let ring = text.flatMap({ LinkKeyRing($0) }) else {
            throw CloakroomError(.internalFailure, "the catalog's keys for links cannot be read")
        }
        return ring
    }
}
