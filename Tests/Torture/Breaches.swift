import Foundation
import Synchronization

/// What went wrong, counted by kind, and told on standard error as it comes to light.
final class Breaches: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// An acknowledged file, or an acknowledged change of one, is not there.
        case lost
        /// Somebody was given other bytes than anybody sent.
        case torn
        /// A deleted file is back.
        case undead
        /// A store holds bytes that belong to no live file, or the spool holds anything at all.
        case orphans
        /// An answer that should not come, a command that failed, a check that disagrees.
        case failures
    }

    private static let mostTold = 50

    private let known = Mutex<Set<Breach>>([])

    private struct Breach: Hashable {
        let kind: Kind
        let what: String
    }

    /// The same thing seen again does not count again.
    func note(_ kind: Kind, _ what: String) {
        let (isNew, total) = known.withLock { ($0.insert(Breach(kind: kind, what: what)).inserted, $0.count) }
        if isNew, total <= Self.mostTold { Notice.line("\(kind.rawValue): \(what)") }
    }

    var isEmpty: Bool { known.withLock { $0.isEmpty } }

    /// For example `0 lost, 0 torn, 0 undead, 0 orphans, 0 failures`.
    var figures: String {
        known.withLock { known in
            Kind.allCases.map { kind in "\(known.count { $0.kind == kind }) \(kind.rawValue)" }.joined(separator: ", ")
        }
    }
}

/// What a person should read, on standard error.
enum Notice {
    static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    static func line(_ text: String) { write(text + "\n") }
}
