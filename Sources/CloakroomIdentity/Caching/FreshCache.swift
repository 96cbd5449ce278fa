import CloakroomCore

/// Values that may be believed for a short time: bounded, shared, and never older than `lifetime`.
final class FreshCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        var since: Timestamp
    }

    private let lifetime: Int64
    private let clock: WallClock
    private let entries: BoundedCache<Key, Entry>

    /// - Parameter lifetime: milliseconds.
    init(limit: Int, lifetime: Int64, clock: WallClock) {
        self.lifetime = lifetime
        self.clock = clock
        entries = BoundedCache(capacity: limit)
    }

    var count: Int { entries.count }

    /// The value kept for `key`, if it is young enough. A clock that was set back makes it too old.
    func value(for key: Key) -> Value? { recall(key)?.value }

    /// The same, and until when.
    func recall(_ key: Key) -> Recalled<Value>? {
        guard let entry = entries.value(for: key), 0..<lifetime ~= clock.now().since(entry.since) else { return nil }
        return Recalled(entry.value, until: entry.since.adding(milliseconds: lifetime))
    }

    /// The value kept for `key`, or else what `load` finds. Its age counts from before the loading.
    func value(for key: Key, orLoad load: () async throws -> Value) async throws -> Value {
        if let value = value(for: key) { return value }
        let since = clock.now()
        let value = try await load()
        keep(value, for: key, since: since)
        return value
    }

    func keep(_ value: Value, for key: Key, since: Timestamp) {
        entries.insert(Entry(value: value, since: since), for: key)
    }

    func forget(_ key: Key) {
        entries.removeValue(for: key)
    }
}
