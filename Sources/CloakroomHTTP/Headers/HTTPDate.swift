internal import CloakroomCore
internal import Synchronization

/// Dates in header fields: written as IMF-fixdate, read in all three forms, to the second.
/// - Source: RFC 9110 section 5.6.7.
enum HTTPDate {
    static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// For example `Sun, 06 Nov 1994 08:49:37 GMT`; moments outside of the years 0 to 9999 are held at their ends.
    static func format(_ moment: Timestamp) -> String {
        let seconds = min(max(moment.milliseconds.flooredQuotient(1000), earliest), latest)
        let day = seconds.flooredQuotient(86_400)
        let date = CivilDate(daysSince1970: day)
        let time = Int(seconds - day * 86_400)
        let weekday = Int((day + 4) - (day + 4).flooredQuotient(7) * 7)
        let clock = "\(pad(time / 3600)):\(pad(time / 60 % 60)):\(pad(time % 60))"
        return "\(days[weekday]), \(pad(date.day)) \(months[date.month - 1]) \(pad(date.year, 4)) \(clock) GMT"
    }

    /// The present moment.
    static func now(_ clock: WallClock = .system) -> String { present.text(at: clock.now()) }

    private static let present = LatestDate()

    /// 0000-01-01 00:00:00 and 9999-12-31 23:59:59, in seconds since 1970.
    private static let earliest: Int64 = -62_167_219_200
    private static let latest: Int64 = 253_402_300_799

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; `divisor` is positive.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}

/// The date that was written last: the next one is the same for up to a second.
final class LatestDate: Sendable {
    private let latest = Mutex<(seconds: Int64, text: String)>((.min, ""))

    func text(at moment: Timestamp) -> String {
        latest.withLock { latest in
            if latest.seconds != moment.seconds { latest = (moment.seconds, HTTPDate.format(moment)) }
            return latest.text
        }
    }
}
