import CloakroomCore
import Logging
import Synchronization

/// A backend's key set, fetched from the operator's URL: never for a single request, and by one of them for all.
final class RemoteKeySet: Sendable {
    private typealias Flight = Task<KeySet, any Error>

    private struct State {
        var set: KeySet?
        var fetched = Duration.zero
        /// When it last failed; nil after a success.
        var failed: Duration?
        /// When an unknown key last led to a fetch.
        var unknown: Duration?
        var flight: Flight?
    }

    private enum Step {
        case use(KeySet)
        case wait(Flight)
        case refuse
    }

    private let url: BackendURL
    private let backend: any BackendFetching
    private let pace: KeySetPace
    private let stopwatch: Stopwatch
    private let logger: Logger
    private let state = Mutex(State())

    init(url: BackendURL, backend: any BackendFetching, pace: KeySetPace, stopwatch: Stopwatch, logger: Logger) {
        self.url = url
        self.backend = backend
        self.pace = pace
        self.stopwatch = stopwatch
        self.logger = logger
    }

    /// The keys as they are now. One that is not among them may be new, so they are fetched for its sake, now and then.
    /// - Throws: `.unavailable` when there are none, or the name cannot be looked up because fetching fails.
    func set(knowing id: String?) async throws -> KeySet {
        switch state.withLock({ step(id, &$0, stopwatch.now()) }) {
        case .use(let set): return set
        case .wait(let flight): return try await flight.value
        case .refuse: throw CloakroomError(.unavailable, "the chat backend's keys cannot be had")
        }
    }

    /// The same without fetching anything: nil when it is time for that.
    func recall(knowing id: String?) -> KeySet? {
        let now = stopwatch.now()
        return state.withLock { state in
            guard let set = state.set, now - state.fetched < pace.fresh, set.knows(id) else { return nil }
            return set
        }
    }

    /// Returns when no fetch is under way.
    func settle() async {
        while let flight = state.withLock({ $0.flight }) { _ = await flight.result }
    }

    private func step(_ id: String?, _ state: inout State, _ now: Duration) -> Step {
        guard let set = state.set, now - state.fetched < pace.stale else { return firstStep(&state, now) }
        guard set.knows(id) else { return step(unknownIn: set, &state, now) }
        let isDue = now - state.fetched >= pace.fresh && !hasFailed(within: pace.failed, state, now)
        if isDue, state.flight == nil { _ = begin(&state) }
        return .use(set)
    }

    private func firstStep(_ state: inout State, _ now: Duration) -> Step {
        if let flight = state.flight { return .wait(flight) }
        return hasFailed(within: pace.failed, state, now) ? .refuse : .wait(begin(&state))
    }

    private func step(unknownIn set: KeySet, _ state: inout State, _ now: Duration) -> Step {
        if let flight = state.flight { return .wait(flight) }
        if let last = state.unknown, now - last < pace.unknown { return state.failed == nil ? .use(set) : .refuse }
        state.unknown = now
        return .wait(begin(&state))
    }

    private func hasFailed(within pause: Duration, _ state: State, _ now: Duration) -> Bool {
        state.failed.map { now - $0 < pause } ?? false
    }

    private func begin(_ state: inout State) -> Flight {
        let flight = Flight { [self] in try await fetch() }
        state.flight = flight
        return flight
    }

    private func fetch() async throws -> KeySet {
        let start = stopwatch.now()
        do {
            let set = try await download()
            state.withLock { $0 = State(set: set, fetched: start, unknown: $0.unknown) }
            return set
        } catch {
            let now = stopwatch.now()
            state.withLock {
                $0.failed = now
                $0.flight = nil
            }
            logger.warning("the chat backend's keys could not be fetched", metadata: ["cause": "\(error)"])
            throw error
        }
    }

    private func download() async throws -> KeySet {
        guard let url = url.text() else { throw CloakroomError(.internalFailure, "no URL") }
        let answer = try await backend.get(url, authorization: nil)
        guard answer.status == 200 else {
            throw CloakroomError(.unavailable, "the key set's URL answered \(answer.status)")
        }
        return try KeySet(json: answer.body)
    }
}
