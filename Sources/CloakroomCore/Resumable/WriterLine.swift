internal import Synchronization

/// Lets one request at a time at an upload, and always the newest: it ousts whoever is there and waits for that one's end.
final class WriterLine: Sendable {
    private struct Waiting {
        let turn: Int
        let oust: @Sendable () -> Void
        let caller: CheckedContinuation<Void, any Error>
    }

    private struct Place {
        var oust: @Sendable () -> Void
        var next: Waiting?
    }

    private struct State {
        var places: [String: Place] = [:]
        var turns = 0
    }

    private let state = Mutex(State())

    /// Returns when nobody else is at the upload.
    /// - Parameter oust: called when somebody newer wants to have it; whoever is there should come to an end soon.
    /// - Throws: `.superseded` when somebody newer came before it was this one's turn.
    func enter(_ id: String, oust: @escaping @Sendable () -> Void) async throws {
        let turn = state.withLock { state in
            state.turns += 1
            return state.turns
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                wait(Waiting(turn: turn, oust: oust, caller: caller), for: id)
                if Task.isCancelled { giveUp(turn, id) }
            }
        } onCancel: {
            giveUp(turn, id)
        }
    }

    func leave(_ id: String) {
        let next = state.withLock { state -> Waiting? in
            guard let next = state.places[id]?.next else {
                state.places[id] = nil
                return nil
            }
            state.places[id] = Place(oust: next.oust)
            return next
        }
        next?.caller.resume()
    }

    private func wait(_ newcomer: Waiting, for id: String) {
        let (oust, overtaken) = state.withLock { state -> ((@Sendable () -> Void)?, Waiting?) in
            guard let place = state.places[id] else {
                state.places[id] = Place(oust: newcomer.oust)
                return (nil, nil)
            }
            state.places[id]?.next = newcomer
            return (place.oust, place.next)
        }
        guard let oust else { return newcomer.caller.resume() }
        oust()
        overtaken?.caller.resume(throwing: CloakroomError(.superseded))
    }

    /// Takes a caller out that has not had its turn.
    private func giveUp(_ turn: Int, _ id: String) {
        let waiting = state.withLock { state -> Waiting? in
            guard let next = state.places[id]?.next, next.turn == turn else { return nil }
            state.places[id]?.next = nil
            return next
        }
        waiting?.caller.resume(throwing: CancellationError())
    }
}
