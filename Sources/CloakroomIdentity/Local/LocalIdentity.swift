public import CloakroomCore

/// Identity over accounts of our own: tokens signed here or by projects, bots and subscriptions, and passwords.
///
/// Accounts, memberships and named secrets are believed for a second, signatures for five minutes, passwords for one.
public final class LocalIdentity: IdentityProvider {
    let accounts: RecentDirectory
    let tokens: TokenVerifier
    let passwords: PasswordCheck
    let keys: SigningKeys
    let secrets: SecretKeeper
    let threads: PasswordThreads
    let hashing: PasswordHashing
    let clock: WallClock

    /// - Parameters:
    ///   - hashingAtOnce: passwords hashed at the same time, each on a thread of its own with 32 MiB.
    ///   - hashingQueue: passwords that may wait for that; more are refused with `.busy`.
    ///   - failures: wrong passwords that are looked at.
    public convenience init(
        directory: any Directory, keys: SigningKeys, clock: WallClock = .system, hashingAtOnce: Int = 2,
        hashingQueue: Int = 32, failures: SignInLimits = SignInLimits()
    ) {
        self.init(
            directory: directory, keys: keys, clock: clock, hashing: .scrypt,
            threads: PasswordThreads(running: max(1, hashingAtOnce), waiting: max(0, hashingQueue)),
            failures: failures)
    }

    init(
        directory: any Directory, keys: SigningKeys, clock: WallClock, hashing: PasswordHashing,
        threads: PasswordThreads, failures: SignInLimits = SignInLimits()
    ) {
        self.keys = keys
        self.hashing = hashing
        self.threads = threads
        self.clock = clock
        secrets = SecretKeeper(directory: directory)
        accounts = RecentDirectory(directory, clock: clock)
        tokens = TokenVerifier(keys: keys, accounts: accounts, clock: clock)
        passwords = PasswordCheck(
            accounts: accounts, hashing: hashing, threads: threads, failures: failures, clock: clock)
    }

    public func authenticate(_ credential: Credential) async throws -> Principal {
        switch credential {
        case .basic(let email, let password, let client):
            Principal(
                kind: .user, id: try await passwords.user(email: email, password: password, client: client).id.text)
        case .token(let token, _):
            try await principal(of: tokens.verify(token))
        }
    }

    public func project(_ id: HexID) async throws -> Project? {
        try await accounts.project(id)
    }

    public func membership(of principal: Principal, in project: HexID) async throws -> Membership? {
        guard principal.confinedTo == nil || principal.confinedTo == project else { return nil }
        switch principal.kind {
        case .user, .guest, .external:
            return try await accounts.role(of: principal.id, in: project).map(Membership.person)
        case .bot, .subscription:
            return try await home(of: principal) == project ? .service : nil
        }
    }

    public func projects(of principal: Principal) async throws -> [HexID]? {
        if let only = principal.confinedTo { return [only] }
        return try await accounts.directory.projects(of: principal.id, limit: Self.mostProjects)
    }

    private static let mostProjects = 100

    /// The project of a bot or subscription.
    private func home(of principal: Principal) async throws -> HexID? {
        guard let id = HexID(principal.id) else { return nil }
        return principal.kind == .bot
            ? try await accounts.bot(id)?.project : try await accounts.subscription(id)?.project
    }

    public func project(ofBot id: HexID, for principal: Principal) async throws -> HexID? {
        try await accounts.bot(id)?.project
    }
}
