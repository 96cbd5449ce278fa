import CloakroomCrypto
import Synchronization

/// What one user's avatar may be. Its owner changes it one step at a time; nil stands for no avatar.
final class Portrait: Sendable {
    enum Verdict { case right, outdated, foreign }

    private struct State {
        /// Everything that was asked for, in order.
        var wishes: [Digest?] = [nil]
        /// The last one of which it is known that it came true.
        var known = 0
        var everSent: Set<Digest> = []
    }

    private let state = Mutex(State())

    /// What a reader takes along: nothing older may be seen from here on.
    var mark: Int { state.withLock { $0.known } }

    /// Judges what a reader sees who began at `mark`.
    func verdict(on sight: Digest?, since mark: Int) -> Verdict {
        state.withLock { state in
            if state.wishes[mark...].contains(sight) { return .right }
            return sight.map(state.everSent.contains) ?? true ? .outdated : .foreign
        }
    }

    /// Whether there is an avatar for certain.
    var isThere: Bool { state.withLock { !$0.wishes[$0.known...].contains(nil) } }

    /// - Returns: the number of the wish.
    func wish(_ digest: Digest?) -> Int {
        state.withLock { state in
            state.wishes.append(digest)
            if let digest { state.everSent.insert(digest) }
            return state.wishes.count - 1
        }
    }

    func cameTrue(_ wish: Int) {
        state.withLock { $0.known = wish }
    }

    /// What is seen while nobody changes anything is what it is: wishes without an answer have come true or never will.
    func settle(on sight: Digest?) {
        state.withLock { state in
            state.wishes = [sight]
            state.known = 0
        }
    }
}
