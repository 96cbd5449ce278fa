internal import Logging
internal import NIOCore
internal import Synchronization

/// A store that is left alone while it fails: what it refuses then costs nothing, where asking might cost a timeout.
final class GuardedStore: BlobStore {
    let name: String
    private let store: any BlobStore
    private let breaker = Mutex(CircuitBreaker())
    private let stopwatch: Stopwatch
    private let logger: Logger

    init(_ store: any BlobStore, name: String, stopwatch: Stopwatch, logger: Logger) {
        self.store = store
        self.name = name
        self.stopwatch = stopwatch
        self.logger = logger
        Meters.store(name, .closed)
    }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await attempt { try await store.adopt(spool, as: key) }
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? {
        try await attempt { try await store.stat(key) }
    }

    func room() async throws -> Int64 {
        try await attempt { try await store.room() }
    }

    /// The first bytes tell that the store works: how long the reader takes for the rest is not the store's affair.
    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        let pass = try admit()
        var isSinkAtFault = false
        do {
            try await store.read(key, span) { bytes in
                change { $0.succeeded(pass) }
                do {
                    try await sink(bytes)
                } catch {
                    isSinkAtFault = true
                    throw error
                }
            }
            change { $0.succeeded(pass) }
        } catch {
            if !isSinkAtFault { judge(error, pass) }
            throw error
        }
    }

    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        let pass: CircuitBreaker.Pass
        do { pass = try admit() } catch { return Dictionary(keys.map { ($0, error) }) { first, _ in first } }
        let failures = await store.erase(keys)
        if let failure = failures.first?.value, failures.count >= Set(keys).count {
            judge(failure, pass)
        } else {
            change { $0.succeeded(pass) }
        }
        return failures
    }

    /// Whether a call would reach the store.
    var isAdmitting: Bool { breaker.withLock { $0.wouldAdmit(at: stopwatch.now()) } }

    /// For how long the store has been left alone; zero when it is not.
    var outage: Duration {
        breaker.withLock { breaker in breaker.openSince.map { stopwatch.now() - $0 } ?? .zero }
    }

    private func attempt<Result>(_ call: () async throws -> Result) async throws -> Result {
        let pass = try admit()
        do {
            let result = try await call()
            change { $0.succeeded(pass) }
            return result
        } catch {
            judge(error, pass)
            throw error
        }
    }

    private func admit() throws -> CircuitBreaker.Pass {
        let now = stopwatch.now()
        if let pass = change({ $0.admit(at: now) }) { return pass }
        Meters.storeSkipped(name)
        throw CloakroomError(.unavailable, "\(name) has failed and is left alone for a moment")
    }

    /// A store that is full, or says that there is no such blob, has answered: only silence and errors of its own count.
    private func judge(_ error: any Error, _ pass: CircuitBreaker.Pass) {
        let now = stopwatch.now()
        if error is CancellationError || Task.isCancelled { return change { $0.withdrawn(pass, at: now) } }
        guard ((error as? CloakroomError)?.kind ?? .unavailable) == .unavailable else {
            return change { $0.succeeded(pass) }
        }
        Meters.storeFailed(name)
        change(because: error) { $0.failed(pass, at: now) }
    }

    @discardableResult
    private func change<Answer>(
        because cause: (any Error)? = nil, _ change: (inout CircuitBreaker) -> Answer
    ) -> Answer {
        let (before, after, answer) = breaker.withLock { breaker in
            let before = breaker.state
            let answer = change(&breaker)
            return (before, breaker.state, answer)
        }
        if before != after { tell(after, cause) }
        return answer
    }

    private func tell(_ state: CircuitBreaker.State, _ cause: (any Error)?) {
        Meters.store(name, state)
        let level: Logger.Level =
            switch state {
            case .closed: .notice
            case .probing: .debug
            case .open: .warning
            }
        logger.log(
            level: level, "store \(name): breaker is \(state.rawValue)",
            metadata: cause.map { ["cause": "\($0)"] })
    }
}
