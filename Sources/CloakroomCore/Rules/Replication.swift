/// Whether files are kept in both stores, and when.
public enum Replication: String, Sendable, CaseIterable {
    /// In primary, or in secondary while primary refuses them.
    case off
    /// In both; an upload is acknowledged when one has it, and the other gets its copy soon after.
    case async
    /// In both before an upload is acknowledged, as long as both work; a store that fails is owed its copy.
    case sync

    /// The stores that still lack a copy of what `holders` have.
    func creditors(besides holders: Record.Holders) -> Record.Holders {
        let wanted: Record.Holders = self == .off ? .primary : .both
        return wanted.subtracting(holders)
    }
}
