import CloakroomCore
import CloakroomCrypto

/// Finds the user to an e-mail address and password. Who succeeded is remembered for a minute under a keyed hash.
struct PasswordCheck: Sendable {
    private let accounts: RecentDirectory
    private let hashing: PasswordHashing
    private let threads: PasswordThreads
    private let remembered: FreshCache<Digest, Remembered>
    private let failures: FailedSignIns
    private let clock: WallClock
    private let fingerprints = HMACSHA256.random()

    /// Bytes; nobody has a longer password.
    static let longestPassword = 1024
    /// Milliseconds for which a password need not be hashed again.
    static let lifetime: Int64 = 60_000

    private struct Remembered: Hashable, Sendable {
        var user: HexID
        /// Another hash now means another password since.
        var passwordHash: String
    }

    init(
        accounts: RecentDirectory, hashing: PasswordHashing, threads: PasswordThreads,
        failures: SignInLimits = SignInLimits(), clock: WallClock, limit: Int = 4096
    ) {
        self.accounts = accounts
        self.hashing = hashing
        self.threads = threads
        self.failures = FailedSignIns(failures, clock: clock)
        self.clock = clock
        remembered = FreshCache(limit: limit, lifetime: Self.lifetime, clock: clock)
    }

    /// How many sign-ins are remembered.
    var count: Int { remembered.count }

    /// - Throws: `.unauthenticated`, after the same work, for an unknown address and for a wrong password;
    ///   `.tooManyFailures` when there were too many of these; `.busy` when too many passwords wait.
    func user(email: String, password: String, client: String? = nil) async throws -> User {
        guard email.utf8.count <= EmailAddress.longest, password.utf8.count <= Self.longestPassword else {
            throw CloakroomError(.unauthenticated)
        }
        let email = email.lowercased()
        let user = try await accounts.user(email: email)
        let attempt = failures.attempt(on: email, from: client)
        guard try await holds(password, for: user, fingerprint(email, password), attempt), let user else {
            throw CloakroomError(.unauthenticated)
        }
        return user
    }

    /// The limit is asked before the queue, to keep it free, and again right before the work: of many who try at once
    /// only those on the few threads get past it.
    private func holds(
        _ password: String, for user: User?, _ fingerprint: Digest, _ attempt: FailedSignIns.Attempt
    ) async throws -> Bool {
        if isRemembered(user, fingerprint) { return true }
        try failures.check(attempt)
        let since = clock.now()
        return try await threads.run {
            // Whoever waited for a thread may find that the same password was checked meanwhile.
            if isRemembered(user, fingerprint) { return true }
            try failures.check(attempt)
            guard try hashing.matches(password, user?.passwordHash ?? ""), let user else {
                failures.failed(attempt)
                return false
            }
            remember(user, fingerprint, since: since)
            failures.succeeded(attempt)
            return true
        }
    }

    private func isRemembered(_ user: User?, _ fingerprint: Digest) -> Bool {
        guard let user else { return false }
        return remembered.value(for: fingerprint) == Remembered(user: user.id, passwordHash: user.passwordHash)
    }

    private func remember(_ user: User, _ fingerprint: Digest, since: Timestamp) {
        let entry = Remembered(user: user.id, passwordHash: user.passwordHash)
        remembered.keep(entry, for: fingerprint, since: since)
    }

    /// The NUL keeps `a` + `bc` apart from `ab` + `c`; an address that holds one belongs to nobody.
    private func fingerprint(_ email: String, _ password: String) -> Digest {
        fingerprints.code(of: Array(email.utf8) + [0] + Array(password.utf8))
    }
}
