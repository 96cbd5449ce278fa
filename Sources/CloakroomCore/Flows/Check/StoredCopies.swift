internal import CloakroomCrypto
internal import NIOCore

/// What the two stores hold of one blob that a row speaks of.
struct StoredCopies: Sendable {
    enum State: Sendable {
        /// Right as far as was looked.
        case intact
        case absent, damaged
        case unreadable(String)
    }

    let blob: RecordedBlob
    /// The stores that should have it, and those that are owed a copy.
    let holders: Record.Holders
    let creditors: Record.Holders
    let states: [StoreName: State]

    /// The stores that have a good copy.
    var intact: [StoreName] {
        StoreName.allCases.filter { if case .intact = states[$0] { true } else { false } }
    }

    /// Whether neither store has a good copy, for certain.
    var isLost: Bool {
        states.values.allSatisfy {
            switch $0 {
            case .absent, .damaged: true
            case .intact, .unreadable: false
            }
        }
    }

    /// What is wrong, store by store. A copy in a store that need not have one must still be right, for it may be read.
    var problems: [(store: StoreName, problem: Finding.Problem)] {
        StoreName.allCases.compactMap { store in problem(in: store).map { (store, $0) } }
    }

    private func problem(in store: StoreName) -> Finding.Problem? {
        switch states[store] {
        case .damaged: .damaged
        case .absent where isExpected(in: store): .missing
        case .unreadable where isExpected(in: store): .unreadable
        default: nil
        }
    }

    /// A row that names no store has its bytes in primary or nowhere. A copy that is owed is on its way, as long as the other
    /// store has one.
    func isExpected(in store: StoreName) -> Bool {
        guard !creditors.contains(store.holder) || intact.isEmpty else { return false }
        return holders.contains(store.holder) || (holders.isEmpty && intact.isEmpty && store == .primary)
    }
}

extension BlobStore {
    /// Holds the copy in this store against what the catalog knows; a deep look reads all of it.
    func look(at blob: RecordedBlob, deep: Bool) async throws -> StoredCopies.State {
        do {
            guard let stat = try await stat(blob.key) else { return .absent }
            guard stat.size == blob.size else { return .damaged }
            guard deep else { return .intact }
            let hasher = SHA256Hasher()
            try await read(blob.key, .whole(blob.size)) { $0.withUnsafeReadableBytes(hasher.update) }
            return hasher.finish() == blob.digest ? .intact : .damaged
        } catch let error as CloakroomError {
            return error.kind == .blobMissing ? .absent : .unreadable(error.description)
        }
    }
}
