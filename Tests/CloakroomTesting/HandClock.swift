public import CloakroomCore
internal import Synchronization

/// A clock that a test turns by hand.
public final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    public init(seconds: Int64 = 1_800_000_000) {
        moment = Mutex(Timestamp(milliseconds: seconds * 1000))
    }

    public var now: Timestamp { moment.withLock { $0 } }

    public var wall: WallClock { WallClock { [self] in now } }

    public var stopwatch: Stopwatch { Stopwatch { [self] in .milliseconds(now.milliseconds) } }

    public func turn(milliseconds: Int64) { moment.withLock { $0 = $0.adding(milliseconds: milliseconds) } }

    public func turn(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}
