public import Synchronization

/// A cache whose total cost never exceeds its capacity, safe to share between tasks.
///
/// Inlinable, so that other rooms get code for their own keys and values: without it a read spent a tenth of its time here.
public final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline let generations: Mutex<Generations<Key, Value>>

    /// - Parameter capacity: the total cost, in the caller's unit (entries, bytes).
    public init(capacity: Int) {
        generations = Mutex(Generations(halfCapacity: max(1, capacity / 2)))
    }

    /// How many values are kept.
    public var count: Int { generations.withLock { $0.count } }

    @inlinable public func value(for key: Key) -> Value? {
        generations.withLock { $0.value(for: key) }
    }

    /// Keeps `value`; one that costs more than half the capacity is not kept at all.
    @inlinable public func insert(_ value: Value, for key: Key, cost: Int = 1) {
        generations.withLock { $0.replace(key, by: .init(value: value, cost: cost)) }
    }

    /// Keeps `value` only if that is still wanted in the moment in which it would be seen.
    @inlinable public func insert(_ value: Value, for key: Key, cost: Int = 1, if isWanted: () -> Bool) {
        generations.withLock { if isWanted() { $0.replace(key, by: .init(value: value, cost: cost)) } }
    }

    @inlinable public func removeValue(for key: Key) {
        removeValue(for: key) {}
    }

    /// The same; whoever sees what `work` does finds no value any more.
    @inlinable public func removeValue(for key: Key, doing work: () -> Void) {
        generations.withLock {
            work()
            $0.remove(key)
        }
    }
}

/// Two generations stand in for a queue: what is asked for moves to the young one, and when that is half the capacity the
/// old one is dropped. Every call takes constant time.
@usableFromInline struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline struct Entry: Sendable {
        @usableFromInline let value: Value
        @usableFromInline let cost: Int

        @inlinable init(value: Value, cost: Int) {
            self.value = value
            self.cost = cost
        }
    }

    @usableFromInline var young: [Key: Entry] = [:]
    @usableFromInline var old: [Key: Entry] = [:]
    @usableFromInline var youngCost = 0
    @usableFromInline let halfCapacity: Int

    init(halfCapacity: Int) {
        self.halfCapacity = halfCapacity
    }

    var count: Int { young.count + old.count }

    @inlinable mutating func value(for key: Key) -> Value? {
        if let entry = young[key] { return entry.value }
        guard let entry = old.removeValue(forKey: key) else { return nil }
        insert(entry, for: key)
        return entry.value
    }

    @inlinable mutating func replace(_ key: Key, by entry: Entry) {
        remove(key)
        if entry.cost <= halfCapacity { insert(entry, for: key) }
    }

    @inlinable mutating func remove(_ key: Key) {
        if let entry = young.removeValue(forKey: key) { youngCost -= entry.cost }
        old.removeValue(forKey: key)
    }

    @inlinable mutating func insert(_ entry: Entry, for key: Key) {
        if youngCost + entry.cost > halfCapacity {
            old = young
            young = [:]
            youngCost = 0
        }
        young[key] = entry
        youngCost += entry.cost
    }
}
