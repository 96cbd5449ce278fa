extension Cloakroom {
    /// A store of the pair.
    public enum Holder: String, Sendable {
        case primary, secondary
    }

    /// The store from which somebody else had better read `found`: it has all of its bytes. Nil when that is not certain,
    /// and for small files: those are in memory here, and sent sooner than looked for.
    public func holder(of found: Found) async -> Holder? {
        guard found.size > ReadCache.largestBlob else { return nil }
        do {
            if try await has(found, stores.first) { return .primary }
            guard try await has(found, stores.second) else { return nil }
            note(.primary, of: found)
            return .secondary
        } catch {
            return (try? await has(found, stores.second)) == true ? .secondary : nil
        }
    }

    private func has(_ found: Found, _ store: GuardedStore) async throws -> Bool {
        try await store.stat(found.key)?.size == found.size
    }
}
