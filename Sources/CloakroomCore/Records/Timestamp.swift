public import Foundation

/// A point in time, in whole milliseconds since 1970 (UTC).
///
/// Integers rather than `Date`, so that "expired" means the same in Swift, SQLite and PostgreSQL.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    /// Later than everything.
    public static let distantFuture = Timestamp(milliseconds: .max)

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(_ date: Date) {
        milliseconds = Int64(date.timeIntervalSince1970 * 1000)
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { milliseconds / 1000 }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// For example `2020-01-25T16:23:49.394Z`.
    public var iso8601: String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// This moment moved by `seconds`, held at the ends of what can be counted instead of overflowing.
    public func adding(seconds: Int64) -> Timestamp {
        let (shift, tooLong) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, tooLate) = milliseconds.addingReportingOverflow(shift)
        guard tooLong || tooLate else { return Timestamp(milliseconds: sum) }
        return Timestamp(milliseconds: seconds < 0 ? .min : .max)
    }

    /// The same with milliseconds.
    public func adding(milliseconds shift: Int64) -> Timestamp {
        let (sum, tooLate) = milliseconds.addingReportingOverflow(shift)
        return Timestamp(milliseconds: tooLate ? (shift < 0 ? .min : .max) : sum)
    }

    /// Milliseconds from `earlier` to this moment.
    public func since(_ earlier: Timestamp) -> Int64 { milliseconds &- earlier.milliseconds }
}

/// Tells the time; tests hand in one that they turn by hand.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    public static let system = WallClock { Timestamp(Date()) }
}
