import CloakroomCore
import CloakroomCrypto

/// Wrong passwords, limited for each account and each client. An account counts whether or not there is one.
///
/// A client that has signed in to an account has a count of its own there: others who guess at the account do not lock
/// its holder out.
struct FailedSignIns: Sendable {
    /// Somebody's try at an account. Names are hashed with a key, so that all are of one size.
    struct Attempt: Sendable {
        fileprivate let account: Digest
        fileprivate let pair: Digest
        fileprivate let client: Digest?
    }

    private let accounts: FailureLimit<Digest>
    private let clients: FailureLimit<Digest>
    private let familiar = BoundedCache<Digest, Bool>(capacity: 65_536)
    private let names = HMACSHA256.random()

    init(_ limits: SignInLimits, clock: WallClock) {
        accounts = FailureLimit(perHour: limits.perAccount, clock: clock)
        clients = FailureLimit(perHour: limits.perClient, clock: clock)
    }

    func attempt(on email: String, from client: String?) -> Attempt {
        Attempt(
            account: name("account", email), pair: name("pair", email, client ?? ""),
            client: client.map { name("client", $0) })
    }

    /// - Throws: `.tooManyFailures` when this one may not be looked at.
    func check(_ attempt: Attempt) throws {
        try accounts.check(counted(attempt))
        if let client = attempt.client { try clients.check(client) }
    }

    func failed(_ attempt: Attempt) {
        accounts.count(counted(attempt))
        if let client = attempt.client { clients.count(client) }
    }

    func succeeded(_ attempt: Attempt) {
        if attempt.client != nil { familiar.insert(true, for: attempt.pair) }
    }

    private func counted(_ attempt: Attempt) -> Digest {
        familiar.value(for: attempt.pair) == nil ? attempt.account : attempt.pair
    }

    /// Only an e-mail address can hold a NUL, so no two names are made of the same bytes.
    private func name(_ parts: String...) -> Digest {
        names.code(of: parts.joined(separator: "\0").utf8)
    }
}
