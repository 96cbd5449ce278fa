internal import Synchronization

/// A cache whose total cost never exceeds its capacity, safe to share between tasks.
///
/// Two generations stand in for a queue: what is asked for moves to the young one, and when that is half the capacity the
/// old one is dropped. Every call takes constant time.
public final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Generations {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var youngCost = 0
    }

    private struct Entry {
        let value: Value
        let cost: Int
    }

    private let state = Mutex(Generations())
    private let halfCapacity: Int

    /// - Parameter capacity: the total cost, in the caller's unit (entries, bytes).
    public init(capacity: Int) {
        halfCapacity = max(1, capacity / 2)
    }

    /// How many values are kept.
    public var count: Int { state.withLock { $0.young.count + $0.old.count } }

    public func value(for key: Key) -> Value? {
        state.withLock { state in
            if let entry = state.young[key] { return entry.value }
            guard let entry = state.old.removeValue(forKey: key) else { return nil }
            insert(entry, key, &state)
            return entry.value
        }
    }

    /// Keeps `value`; one that costs more than half the capacity is not kept at all.
    public func insert(_ value: Value, for key: Key, cost: Int = 1) {
        state.withLock { state in
            remove(key, &state)
            guard cost <= halfCapacity else { return }
            insert(Entry(value: value, cost: cost), key, &state)
        }
    }

    public func removeValue(for key: Key) {
        state.withLock { remove(key, &$0) }
    }

    private func insert(_ entry: Entry, _ key: Key, _ state: inout sending Generations) {
        if state.youngCost + entry.cost > halfCapacity {
            state.old = state.young
            state.young = [:]
            state.youngCost = 0
        }
        state.young[key] = entry
        state.youngCost += entry.cost
    }

    private func remove(_ key: Key, _ state: inout sending Generations) {
        if let entry = state.young.removeValue(forKey: key) { state.youngCost -= entry.cost }
        state.old.removeValue(forKey: key)
    }
}
