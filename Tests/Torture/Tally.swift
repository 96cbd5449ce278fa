import Synchronization

/// What was done, all in all.
final class Tally: Sendable {
    enum Deed: String, CaseIterable, Sendable {
        case uploads, replacements, deletes, reads
        /// Requests that the kill cut off.
        case unanswered
    }

    private let counts = Mutex<[Deed: Int]>([:])

    func count(_ deed: Deed) {
        counts.withLock { $0[deed, default: 0] += 1 }
    }

    /// For example `812 uploads, 93 replacements, 301 deletes, 2210 reads, 60 unanswered`.
    var figures: String {
        counts.withLock { counts in
            Deed.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        }
    }
}
