/// A dictionary that never holds more than `limit` entries: half of them are young, and when the young half is full it
/// becomes the old one and what was old is forgotten. What is asked for stays young.
struct BoundedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let half: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(limit: Int) {
        half = max(1, limit / 2)
    }

    var count: Int { young.count + old.keys.count { young[$0] == nil } }

    mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old[key] else { return nil }
        keep(value, for: key)
        return value
    }

    mutating func keep(_ value: Value, for key: Key) {
        if young.count >= half, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
    }

    mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }
}
