/// Whether the service can do its work now, and how its parts are.
public struct Readiness: Hashable, Sendable {
    public var catalog: Condition
    public var primary: Condition
    public var secondary: Condition
    public var spool: Condition

    /// Files can be found and read: a full disk stops uploads only, and one store can stand in for the other.
    public var isReady: Bool {
        [.ok, .full].contains(catalog) && [primary, secondary].contains { [.ok, .full, .readOnly].contains($0) }
    }
}

extension Cloakroom {
    /// Asks every part.
    public func readiness() async -> Readiness {
        async let catalogState = condition {
            try await catalog.probe()
            return .max
        }
        async let primaryState = condition { try await stores.first.room() }
        async let secondaryState = condition { try await stores.second.room() }
        async let spoolState = condition { try await spool.room() }
        return await Readiness(
            catalog: catalogState, primary: primaryState, secondary: secondaryState, spool: spoolState)
    }

    private func condition(_ room: () async throws -> Int64) async -> Condition {
        do {
            return try await room() > 0 ? .ok : .full
        } catch {
            return Condition(error)
        }
    }
}
