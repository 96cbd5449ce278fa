import CloakroomCore
import Synchronization

/// Lets everybody who wants the same thing wait for the one who fetches it.
///
/// A flight goes on when whoever began it has gone, for others may wait for it.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex<[Key: Task<Value, any Error>]>([:])
    private let limit: Int

    /// - Parameter limit: flights at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { flights.withLock { $0.count } }

    /// - Throws: `.busy` when too many flights are under way; what `fetch` throws.
    func value(for key: Key, _ fetch: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let flight = try flights.withLock { flights in
            if let flight = flights[key] { return flight }
            guard flights.count < limit else {
                throw CloakroomError(.busy(retryAfter: 1), "too many questions to the chat backend at once")
            }
            let flight = Task { [self] in
                defer { land(key) }
                return try await fetch()
            }
            flights[key] = flight
            return flight
        }
        return try await flight.value
    }

    private func land(_ key: Key) {
        _ = flights.withLock { $0.removeValue(forKey: key) }
    }
}
