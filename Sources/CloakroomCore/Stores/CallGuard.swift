internal import Logging
internal import Synchronization

/// Lets the calls of one kind through to a store, or not: a breaker that is shared by all tasks, and tells what it does.
final class CallGuard: Sendable {
    /// `reading` or `writing`: a disk that hangs or fails for one often works for the other.
    enum Calls: String, Sendable { case reading, writing }

    let store: String
    let calls: Calls
    private let breaker = Mutex(CircuitBreaker())
    private let lastTrouble = Mutex(Condition.failing)
    private let stopwatch: Stopwatch
    private let logger: Logger

    init(_ store: String, _ calls: Calls, stopwatch: Stopwatch, logger: Logger) {
        self.store = store
        self.calls = calls
        self.stopwatch = stopwatch
        self.logger = logger
        Meters.breaker(self, .closed)
    }

    func attempt<Result>(_ call: () async throws -> Result) async throws -> Result {
        let pass = try admit()
        do {
            let result = try await call()
            succeeded(pass)
            return result
        } catch {
            judge(error, pass)
            throw error
        }
    }

    /// - Throws: `.unavailable` when the store is left alone for now. Else the pass must come back, by one of the calls
    ///   below.
    func admit() throws -> CircuitBreaker.Pass {
        let now = stopwatch.now()
        if let pass = change({ $0.admit(at: now) }) { return pass }
        Meters.storeSkipped(self)
        throw refusal
    }

    func succeeded(_ pass: CircuitBreaker.Pass) {
        change { $0.succeeded(pass) }
    }

    /// A store that is full, or says that there is no such blob, has answered: only silence and errors of its own count.
    func judge(_ error: any Error, _ pass: CircuitBreaker.Pass) {
        let now = stopwatch.now()
        if error is CancellationError || Task.isCancelled { return change { $0.withdrawn(pass, at: now) } }
        guard ((error as? CloakroomError)?.kind ?? .unavailable) == .unavailable else { return succeeded(pass) }
        lastTrouble.withLock { $0 = Condition(error) }
        Meters.storeFailed(self)
        change(because: error) { $0.failed(pass, at: now) }
    }

    /// What whoever is not let through is told: how the store was when it failed last.
    var refusal: CloakroomError {
        CloakroomError(
            .unavailable, "\(store) has failed and is left alone for a moment",
            condition: lastTrouble.withLock { $0 })
    }

    /// Whether a call would be let through now.
    var isAdmitting: Bool { breaker.withLock { $0.wouldAdmit(at: stopwatch.now()) } }

    /// For how long calls have been kept away; zero while they are not.
    var outage: Duration {
        breaker.withLock { breaker in breaker.openSince.map { stopwatch.now() - $0 } ?? .zero }
    }

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
        Meters.breaker(self, state)
        let level: Logger.Level =
            switch state {
            case .closed: .notice
            case .probing: .debug
            case .open: .warning
            }
        logger.log(
            level: level, "\(calls.rawValue) \(store): breaker is \(state.rawValue)",
            metadata: cause.map { ["cause": "\($0)"] })
    }
}
