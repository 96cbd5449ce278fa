import CloakroomCore
import Synchronization

/// A clock that a test turns by hand.
final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(seconds: Int64 = 1_800_000_000) {
        moment = Mutex(Timestamp(milliseconds: seconds * 1000))
    }

    var now: Timestamp { moment.withLock { $0 } }

    var wall: WallClock { WallClock { [self] in now } }

    var stopwatch: Stopwatch { Stopwatch { [self] in .milliseconds(now.milliseconds) } }

    func turn(milliseconds: Int64) {
        moment.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }

    func turn(seconds: Int64) { turn(milliseconds: seconds * 1000) }
}
