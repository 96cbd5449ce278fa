import CloakroomCore
import Metrics
import Synchronization

/// Counts the uploads under way, of each principal and of all, and turns away what would be too many.
///
/// Anybody can be as many guests as they like, so those of one address also share a part of all slots.
final class UploadSlots: Sendable {
    private struct State {
        var all = 0
        /// Only those who are uploading now: it never has more entries than there are uploads.
        var each: [String: Int] = [:]
    }

    private static let guestsOfAnAddress = 4

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
        fileprivate let names: [String]
    }

    /// - Parameter client: the address that the upload comes from.
    /// - Throws: `.tooManyUploads` when `principal` has its share, `.busy` when the service has.
    func take(for principal: Principal, from client: String) throws(CloakroomError) -> Slot {
        let shares = shares(of: principal, client)
        try state.withLock { state throws(CloakroomError) in
            for (name, share) in shares where state.each[name, default: 0] >= share {
                throw CloakroomError(.tooManyUploads(limit: share), name)
            }
            guard state.all < limit else {
                throw CloakroomError(.busy(retryAfter: 5), "\(limit) uploads are under way")
            }
            for (name, _) in shares { state.each[name, default: 0] += 1 }
            state.all += 1
        }
        gauge.increment()
        return Slot(names: shares.map(\.name))
    }

    private func shares(of principal: Principal, _ client: String) -> [(name: String, share: Int)] {
        let own = (name: principal.ownerTag, share: perPrincipal)
        guard principal.kind == .guest else { return [own] }
        return [own, (name: client, share: max(1, limit / Self.guestsOfAnAddress))]
    }

    func giveBack(_ slot: Slot) {
        state.withLock { state in
            state.all -= 1
            for name in slot.names {
                let left = state.each[name, default: 0] - 1
                state.each[name] = left > 0 ? left : nil
            }
        }
        gauge.decrement()
    }
}
