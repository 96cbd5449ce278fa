import CloakroomCore
import Synchronization

/// Lets so many failures an hour happen under each name, all at once if need be, and then one by one.
///
/// A name costs one number, the moment at which its failures are worked off; the number of names is bounded.
final class FailureLimit<Name: Hashable & Sendable>: Sendable {
    private static var hour: Int64 { 3_600_000 }

    private let most: Int64
    private let clock: WallClock
    private let workedOff: Mutex<BoundedCache<Name, Timestamp>>

    /// - Parameters:
    ///   - most: failures an hour; 0 for no limit.
    ///   - names: how many are remembered.
    init(perHour most: Int, names: Int = 65_536, clock: WallClock) {
        self.most = Int64(max(0, most))
        self.clock = clock
        workedOff = Mutex(BoundedCache(capacity: names))
    }

    /// How many names are remembered.
    var count: Int { workedOff.withLock { $0.count } }

    /// - Throws: `.tooManyFailures` when the next failure would be one too many.
    func check(_ name: Name) throws {
        guard most > 0 else { return }
        let debt = workedOff.withLock { $0.value(for: name) }.map { min($0.since(clock.now()), Self.hour) } ?? 0
        let excess = debt + interval - Self.hour
        guard excess <= 0 else {
            throw CloakroomError(.tooManyFailures(retryAfter: Int((excess + 999) / 1000)), "failed sign-ins")
        }
    }

    func count(_ name: Name) {
        guard most > 0 else { return }
        let now = clock.now()
        workedOff.withLock { names in
            let before = min(max(names.value(for: name) ?? now, now).since(now), Self.hour)
            names.insert(Timestamp(milliseconds: now.milliseconds + before + interval), for: name)
        }
    }

    /// Milliseconds that work off one failure.
    private var interval: Int64 { Self.hour / most }
}
