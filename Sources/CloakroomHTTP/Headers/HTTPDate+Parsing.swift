internal import CloakroomCore

extension HTTPDate {
    /// The moment that `text` names; nil for what is not in one of the three forms, and for days that no calendar has.
    ///
    /// Which separators stand between the words is not looked at, nor whether the weekday fits.
    /// - Parameter now: decides the century of a year of two digits: at most 50 years ahead.
    static func parse(_ text: String, now: Timestamp = WallClock.system.now()) -> Timestamp? {
        let words = text.trimmingBlanks.split(omittingEmptySubsequences: true) { $0 == " " || $0 == "-" || $0 == "," }
        switch words.count {
        case 6 where words[5] == "GMT": return fixdate(words) ?? obsoleteDate(words, now: now)
        case 5: return asctime(words)
        default: return nil
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func fixdate(_ words: [Substring]) -> Timestamp? {
        guard days.contains(String(words[0])), let year = number(words[3], digits: 4...4) else { return nil }
        return moment(year: year, month: words[2], day: words[1], time: words[4])
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func obsoleteDate(_ words: [Substring], now: Timestamp) -> Timestamp? {
        guard longDays.contains(String(words[0])), let short = number(words[3], digits: 2...2) else { return nil }
        let thisYear = CivilDate(daysSince1970: now.seconds.flooredQuotient(86_400)).year
        let year = thisYear - thisYear % 100 + short
        let century = year > thisYear + 50 ? -100 : year <= thisYear - 50 ? 100 : 0
        return moment(year: year + century, month: words[2], day: words[1], time: words[4])
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ words: [Substring]) -> Timestamp? {
        guard days.contains(String(words[0])), let year = number(words[4], digits: 4...4) else { return nil }
        return moment(year: year, month: words[1], day: words[2], time: words[3])
    }

    private static let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private static func moment(year: Int, month: Substring, day: Substring, time: Substring) -> Timestamp? {
        guard let month = months.firstIndex(of: String(month)), let day = number(day, digits: 1...2),
            let date = CivilDate(year: year, month: month + 1, day: day), let seconds = secondsOfDay(time)
        else { return nil }
        return Timestamp(milliseconds: (date.daysSince1970 * 86_400 + Int64(seconds)) * 1000)
    }

    /// A leap second counts as the second after it.
    private static func secondsOfDay(_ text: Substring) -> Int? {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { number($0, digits: 2...2) }
        guard fields.count == 3, numbers.count == 3, numbers[0] < 24, numbers[1] < 60, numbers[2] <= 60 else {
            return nil
        }
        return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        digits ~= text.utf8.count && text.utf8.allSatisfy(ASCII.isDigit) ? Int(text) : nil
    }
}
