/// A spool whose owner is known to other machines, and which knows of their dead ones: locks on files tell of the
/// processes of one machine only.
///
/// A process that lives but could not renew its lease counts as dead, too. What it had under way ends with `.conflict` when
/// it goes on, and leaves nothing, for its rows are somebody else's by then.
public struct SharedSpool: Spool {
    private let local: any Spool
    private let registry: any NodeRegistry

    public init(_ local: any Spool, registry: any NodeRegistry) {
        self.local = local
        self.registry = registry
    }

    public var owner: String { local.owner }

    public func withFile<Result: Sendable>(
        limit: Int64, fill: (any SpoolWriter) async throws -> Void, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        try await local.withFile(limit: limit, fill: fill, use: use)
    }

    public func abandonedOwners() async throws -> [String] {
        let here = try await local.abandonedOwners()
        return here + (try await registry.lapsedOwners()).filter { $0 != owner && !here.contains($0) }
    }

    public func clear(owner: String) async throws {
        do {
            try await local.clear(owner: owner)
        } catch let error as CloakroomError where error.kind == .conflict {
            // It lives on this machine, and clears up after itself.
        }
        try await registry.forget(owner: owner)
    }

    public func room() async throws -> Int64 { try await local.room() }
}
