internal import CloakroomCore
internal import Synchronization

/// The calls that wait for a thread or have one, and which of them hang.
final class CallTable: Sendable {
    private struct Entry {
        let call: any AnyFileCall
        /// Nil while it waits for a thread, and for one without a deadline.
        var deadline: ContinuousClock.Instant?
        var hasThread = false
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        /// Given up, but still on their threads.
        var hanging: Set<Int> = []
        var next = 0
        var isWatched = false
    }

    /// Looks at the deadlines within the patience of a call, which may run this part of it longer.
    private static let ticks = 8
    private static let longestTick = Duration.seconds(1)

    private let state = Mutex(State())
    private let threads: Int
    private let most: Int

    init(threads: Int, most: Int) {
        self.threads = threads
        self.most = most
    }

    /// Calls that wait or are under way, without those that hang.
    var count: Int { state.withLock { $0.entries.count } }

    /// Enters a call; nil when it was refused, and told so.
    func admit(_ call: any AnyFileCall) -> Int? {
        do throws(CloakroomError) {
            return try state.withLock { state throws(CloakroomError) in try enter(call, &state) }
        } catch {
            call.fail(error)
            return nil
        }
    }

    private func enter(_ call: any AnyFileCall, _ state: inout State) throws(CloakroomError) -> Int {
        if state.hanging.count >= threads { throw CloakroomError(.unavailable, "all file threads hang") }
        if state.entries.count >= most { throw CloakroomError(.busy(retryAfter: 1), "too many file calls wait") }
        state.next += 1
        state.entries[state.next] = Entry(call: call)
        return state.next
    }

    /// The call has a thread from now on; false when it was refused meanwhile.
    func start(_ ticket: Int) -> Bool {
        let (isWanted, tick): (Bool, Duration?) = state.withLock { state in
            guard var entry = state.entries[ticket] else { return (false, nil) }
            entry.hasThread = true
            let patience = entry.call.patience
            entry.deadline = patience.map { .now + $0 }
            state.entries[ticket] = entry
            guard let patience, !state.isWatched else { return (true, nil) }
            state.isWatched = true
            return (true, min(Self.longestTick, patience / Self.ticks))
        }
        if let tick { watch(every: tick) }
        return isWanted
    }

    /// The call has left its thread.
    func end(_ ticket: Int) {
        state.withLock { state in
            state.entries[ticket] = nil
            state.hanging.remove(ticket)
        }
    }

    /// Looks for calls that hang, for as long as there are calls.
    private func watch(every tick: Duration) {
        Task { [weak self] in
            while await Self.rest(tick), let self, giveUpHanging() {}
        }
    }

    private static func rest(_ tick: Duration) async -> Bool {
        (try? await Task.sleep(for: tick)) != nil
    }

    /// - Returns: whether there is still something to look after.
    private func giveUpHanging() -> Bool {
        let now = ContinuousClock.now
        let (given, isWatched) = state.withLock { state in
            var given: [any AnyFileCall] = []
            for (ticket, entry) in state.entries where entry.deadline.map({ $0 <= now }) ?? false {
                given.append(entry.call)
                state.entries[ticket] = nil
                state.hanging.insert(ticket)
            }
            if state.hanging.count >= threads {
                given += state.entries.values.filter { !$0.hasThread }.map(\.call)
                state.entries = state.entries.filter(\.value.hasThread)
            }
            state.isWatched = !state.entries.isEmpty
            return (given, state.isWatched)
        }
        for call in given { call.fail(CloakroomError(.unavailable, "a file call did not end in time")) }
        return isWatched
    }
}
