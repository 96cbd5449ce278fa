internal import CloakroomCore

/// Keeps credentials until shortly before they end, and has them renewed once for all who wait.
actor CredentialKeeper {
    /// Seconds before their end at which temporary credentials are renewed.
    private static let margin: Int64 = 300
    /// Seconds after which a file is looked at again: tools put new temporary credentials there.
    private static let filePause: Int64 = 60
    /// Seconds between two looks for new ones, whatever came of the first.
    private static let pause: Int64 = 10

    private let origin: S3CredentialOrigin
    private let load: @Sendable () async throws -> S3Credentials
    private let clock: WallClock
    private var kept: (credentials: S3Credentials, due: Timestamp)?
    private var renewal: Task<S3Credentials, any Error>?

    /// - Parameter patience: how long one question may take; there are up to three for new credentials.
    init(_ origin: S3CredentialOrigin, clock: WallClock, patience: Duration = .seconds(3)) {
        self.origin = origin
        self.clock = clock
        let loader = CredentialLoader(origin, patience: patience)
        load = { try await loader.load() }
    }

    /// - Throws: `.unavailable` when there are none that hold.
    func current() async throws -> S3Credentials {
        let now = clock.now()
        if let kept, now < kept.due { return kept.credentials }
        do {
            return try await renewed()
        } catch {
            guard let old = kept?.credentials, old.expires.map({ now < $0 }) ?? true else {
                throw CloakroomError(.unavailable, "no credentials for S3", cause: error)
            }
            kept?.due = now.adding(seconds: Self.pause)
            return old
        }
    }

    /// Goes on when whoever began it has gone, for others may wait for it.
    private func renewed() async throws -> S3Credentials {
        if let renewal { return try await renewal.value }
        let task = Task { [load] in try await load() }
        renewal = task
        defer { renewal = nil }
        let fresh = try await task.value
        kept = (fresh, due(fresh, at: clock.now()))
        return fresh
    }

    private func due(_ fresh: S3Credentials, at now: Timestamp) -> Timestamp {
        if case .file = origin { return now.adding(seconds: Self.filePause) }
        guard let end = fresh.expires else { return .distantFuture }
        return max(end.adding(seconds: -Self.margin), min(now.adding(seconds: Self.pause), end))
    }
}
