import CloakroomCore
import Testing

@Suite struct BoundedCacheTests {
    @Test func neverHoldsMoreThanItsCapacity() {
        let cache = BoundedCache<Int, Int>(capacity: 100)
        for key in 0..<10_000 { cache.insert(key, for: key) }
        let held = (0..<10_000).filter { cache.value(for: $0) != nil }.count
        #expect(held <= 100)
        #expect(cache.value(for: 9_999) == 9_999)
    }

    @Test func keepsWhatIsAskedForOften() {
        let cache = BoundedCache<Int, Int>(capacity: 10)
        cache.insert(0, for: 0)
        for key in 1..<1_000 {
            cache.insert(key, for: key)
            #expect(cache.value(for: 0) == 0)
        }
    }

    @Test func doesNotKeepWhatIsTooLarge() {
        let cache = BoundedCache<Int, Int>(capacity: 10)
        cache.insert(1, for: 1, cost: 6)
        #expect(cache.value(for: 1) == nil)
    }

    @Test func forgetsAtOnceInBothGenerations() {
        let cache = BoundedCache<Int, Int>(capacity: 4)
        for key in 0..<3 { cache.insert(key, for: key) }
        for key in 0..<3 {
            cache.removeValue(for: key)
            #expect(cache.value(for: key) == nil)
        }
    }

    @Test func aNewValueTakesTheOldOnesPlaceAndCost() {
        let cache = BoundedCache<Int, Int>(capacity: 20)
        for value in 0..<100 { cache.insert(value, for: 1, cost: 9) }
        #expect(cache.value(for: 1) == 99)
        cache.insert(2, for: 2, cost: 1)
        #expect(cache.value(for: 1) == 99)
    }
}
