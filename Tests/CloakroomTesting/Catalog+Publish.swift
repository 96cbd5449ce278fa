public import CloakroomCore

extension Catalog {
    /// Publishes as without replication: only primary is owed a copy, if it has none.
    public func publish(_ key: BlobKey, heldBy holders: Record.Holders, at now: Timestamp) async throws {
        try await publish(key, heldBy: holders, owedTo: holders.contains(.primary) ? [] : .primary, at: now)
    }
}
