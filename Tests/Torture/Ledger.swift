import CloakroomCrypto
import Synchronization

/// What must hold by all answers so far.
final class Ledger: Sendable {
    enum Fate: Sendable {
        case kept
        /// Its deletion was asked for, and no answer has come.
        case inDoubt
        case deleted
    }

    struct File: Sendable {
        let path: String
        let sample: Sample
    }

    private struct State {
        var kept: [String: Sample] = [:]
        var inDoubt: [String: Sample] = [:]
        var deleted: [String] = []
        var isDeleted: Set<String> = []
        /// Uploads without an answer: each may have become a file or not.
        var unanswered: [Digest: Sample] = [:]
    }

    private let state = Mutex(State())

    var files: [File] {
        state.withLock { state in
            (state.kept.map(File.init) + state.inDoubt.map(File.init)).sorted { $0.path < $1.path }
        }
    }

    /// Oldest first.
    var deleted: [String] { state.withLock { $0.deleted } }

    func fate(of path: String) -> Fate {
        state.withLock { $0.kept[path] != nil ? .kept : $0.isDeleted.contains(path) ? .deleted : .inDoubt }
    }

    /// A kept file, by the caller's choice among all of them.
    func pick(_ choose: (Int) -> Int) -> File? {
        state.withLock { state in
            guard !state.kept.isEmpty else { return nil }
            let entry = state.kept[state.kept.index(state.kept.startIndex, offsetBy: choose(state.kept.count))]
            return File(path: entry.key, sample: entry.value)
        }
    }

    // MARK: What happens

    func sent(_ sample: Sample) {
        state.withLock { $0.unanswered[sample.digest] = sample }
    }

    /// An upload was refused, so there is no file.
    func refused(_ sample: Sample) {
        state.withLock { $0.unanswered[sample.digest] = nil }
    }

    func acknowledged(_ sample: Sample, at path: String) {
        state.withLock { state in
            state.unanswered[sample.digest] = nil
            state.kept[path] = sample
        }
    }

    /// A file whose upload had no answer was found.
    /// - Returns: false when there can be none of these bytes.
    func found(_ digest: Digest, at path: String) -> Bool {
        state.withLock { state in
            guard let sample = state.unanswered.removeValue(forKey: digest) else { return false }
            state.kept[path] = sample
            return true
        }
    }

    /// - Returns: false when somebody else is deleting it.
    func deleting(_ path: String) -> Bool {
        state.withLock { state in
            guard let sample = state.kept.removeValue(forKey: path) else { return false }
            state.inDoubt[path] = sample
            return true
        }
    }

    func deletedForGood(_ path: String) {
        state.withLock { state in
            state.kept[path] = nil
            state.inDoubt[path] = nil
            if state.isDeleted.insert(path).inserted { state.deleted.append(path) }
        }
    }

    /// A deletion without an answer did not happen, and will not any more.
    func stillThere(_ path: String) {
        state.withLock { state in
            if let sample = state.inDoubt.removeValue(forKey: path) { state.kept[path] = sample }
        }
    }
}
