import CloakroomCore
import Metrics
import Synchronization

/// Counts the uploads under way, of each principal and of all, and turns away what would be too many.
final class UploadSlots: Sendable {
    private struct State {
        var all = 0
        /// Only those who are uploading now: it never has more entries than there are uploads.
        var each: [String: Int] = [:]
    }

    private let perPrincipal: Int
    private let limit: Int
    private let state = Mutex(State())
    private let gauge = Meter(label: "cloakroom_uploads_in_flight")

    init(perPrincipal: Int, all limit: Int) {
        self.perPrincipal = perPrincipal
        self.limit = limit
    }

    /// One upload's place; to be given back exactly once.
    struct Slot {
        fileprivate let name: String
    }

    /// - Throws: `.tooManyUploads` when `principal` has its share, `.busy` when the service has.
    func take(for principal: Principal) throws(CloakroomError) -> Slot {
        let name = principal.ownerTag
        try state.withLock { state throws(CloakroomError) in
            let own = state.each[name, default: 0]
            guard own < perPrincipal else { throw CloakroomError(.tooManyUploads(limit: perPrincipal), name) }
            guard state.all < limit else {
                throw CloakroomError(.busy(retryAfter: 5), "\(limit) uploads are under way")
            }
            state.each[name] = own + 1
            state.all += 1
        }
        gauge.increment()
        return Slot(name: name)
    }

    func giveBack(_ slot: Slot) {
        state.withLock { state in
            state.all -= 1
            let own = state.each[slot.name, default: 0] - 1
            state.each[slot.name] = own > 0 ? own : nil
        }
        gauge.decrement()
    }
}
