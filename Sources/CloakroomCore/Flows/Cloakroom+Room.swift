internal import Synchronization

/// How much room there is, asked at most once a second.
final class RoomGauge: Sendable {
    private static let age: Int64 = 1000
    private let seen = Mutex<(bytes: Int64, at: Timestamp)?>(nil)

    func bytes(at now: Timestamp) -> Int64? {
        guard let seen = seen.withLock({ $0 }) else { return nil }
        let age = now.since(seen.at)
        return age >= 0 && age < Self.age ? seen.bytes : nil
    }

    func show(_ bytes: Int64, at now: Timestamp) {
        seen.withLock { $0 = (bytes, now) }
    }
}

extension Cloakroom {
    /// Succeeds when an upload may begin. To be asked before the first byte, so that nobody sends a file for nothing.
    /// - Parameter bytes: how many were announced; 1 when nobody knows.
    /// - Throws: `.noSpace` when the spool or both stores would not take so many, `.unavailable` when both stores fail.
    public func checkRoom(for bytes: Int64) async throws {
        let moment = now
        if let room = gauge.bytes(at: moment), room >= bytes { return }
        let room = min(try await spool.room(), try await stores.room(for: bytes))
        gauge.show(room, at: moment)
        guard room >= bytes else { throw CloakroomError(.noSpace, "room for \(room) bytes, wanted \(bytes)") }
    }
}
