/// One thing that is not as it should be.
public struct Finding: Hashable, Sendable {
    public enum Problem: String, Sendable {
        /// A store that should hold a file's bytes has none.
        case missing
        /// A store has other bytes than those that were acknowledged.
        case damaged
        /// A store that should hold a file's bytes cannot say whether it does.
        case unreadable
        /// A store has bytes under a key of ours, and no row knows of them.
        case orphan
    }

    public enum Outcome: Hashable, Sendable {
        /// Can be put right by a repair.
        case repairable
        /// Has been put right.
        case repaired
        /// No store has the bytes as they were acknowledged. What there is of them is left alone.
        case lost
        /// Left alone, for it may be all that is left of a file whose row was lost.
        case kept
        case failed(String)
    }

    public let problem: Problem
    public let store: StoreName
    public let key: BlobKey
    public let outcome: Outcome

    init(_ problem: Problem, in store: StoreName, _ key: BlobKey, _ outcome: Outcome) {
        self.problem = problem
        self.store = store
        self.key = key
        self.outcome = outcome
    }
}

/// One of the two stores, as people call it.
public enum StoreName: String, Hashable, Sendable, CaseIterable {
    case primary, secondary

    var holder: Record.Holders { self == .primary ? .primary : .secondary }
    var other: StoreName { self == .primary ? .secondary : .primary }
}
