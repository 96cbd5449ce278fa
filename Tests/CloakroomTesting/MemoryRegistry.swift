public import CloakroomCore

/// Leases that end when a test says so.
public actor MemoryRegistry: NodeRegistry {
    private var alive: Set<String> = []
    private var lapsed: Set<String> = []

    public init() {}

    public func renew(owner: String, for seconds: Int64) {
        alive.insert(owner)
        lapsed.remove(owner)
    }

    /// Ends the lease of `owner`.
    public func lapse(_ owner: String) {
        alive.remove(owner)
        lapsed.insert(owner)
    }

    public func lapsedOwners() -> [String] { lapsed.sorted() }

    public func forget(owner: String) { lapsed.remove(owner) }
}
