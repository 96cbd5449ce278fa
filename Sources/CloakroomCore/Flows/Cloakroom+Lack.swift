internal import Synchronization

/// Files that readers missed in a store that should hold them, while the other one had them. Noted in memory, so that a
/// read costs no more for it; what is forgotten with the process is noted by the next reader.
final class Lacks: Sendable {
    /// Beyond so many nobody is noted until some were written down.
    private static let most = 10_000
    private let stores = Mutex<[BlobKey: Record.Holders]>([:])

    func add(_ key: BlobKey, in store: Record.Holders) {
        stores.withLock { stores in
            if let known = stores[key] {
                stores[key] = known.union(store)
            } else if stores.count < Self.most {
                stores[key] = store
            }
        }
    }

    func takeAll() -> [BlobKey: Record.Holders] {
        stores.withLock { stores in
            defer { stores = [:] }
            return stores
        }
    }
}

extension Cloakroom {
    /// Notes the stores that had no good copy of `found`, if they should have one and it is not known yet.
    func note(_ lacking: Record.Holders, of found: Found) {
        guard !lacking.isEmpty, lacking != .both, let record = found.record else { return }
        let news = lacking.intersection(record.holders).subtracting(record.debt?.stores ?? [])
        if !news.isEmpty { lacks.add(record.key, in: news) }
    }

    /// Writes down what readers missed, so that it is copied again.
    func oweLacks() async throws {
        var noted = lacks.takeAll()
        defer { for (key, stores) in noted { lacks.add(key, in: stores) } }
        while let (key, stores) = noted.first {
            try await catalog.owe(key, to: stores, at: now)
            noted[key] = nil
        }
    }
}
