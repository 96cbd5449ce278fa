import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct HTTPDateTests {
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"), (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 GMT"),
        ] as [(Int64, String)])
    func writesAndReadsFixdates(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.format(Timestamp(milliseconds: seconds * 1000)) == text)
        #expect(HTTPDate.parse(text) == Timestamp(milliseconds: seconds * 1000))
    }

    @Test func writesAnyMoment() {
        #expect(HTTPDate.format(Timestamp(milliseconds: .max)) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(HTTPDate.format(Timestamp(milliseconds: .min)) == "Sat, 01 Jan 0000 00:00:00 GMT")
        #expect(HTTPDate.format(Timestamp(milliseconds: 999)) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.format(Timestamp(milliseconds: -1)) == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test func readsBackWhatItWrites() {
        for day in stride(from: Int64(-719_528), through: 2_932_896, by: 997) {
            let moment = Timestamp(milliseconds: (day * 86_400 + (day & 0xFFFF)) * 1000)
            #expect(HTTPDate.parse(HTTPDate.format(moment)) == moment)
        }
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        " Sun, 06 Nov 1994 08:49:37 GMT ",
    ])
    func readsTheThreeForms(_ text: String) {
        #expect(HTTPDate.parse(text, now: Self.now)?.seconds == 784_111_777)
    }

    @Test(arguments: [("27", 2027), ("77", 2077), ("78", 1978), ("00", 2000)])
    func takesYearsOfTwoDigitsForTheNearest(_ digits: String, _ year: Int) {
        let short = HTTPDate.parse("Sunday, 06-Nov-\(digits) 08:49:37 GMT", now: Self.now)
        #expect(short == HTTPDate.parse("Sun, 06 Nov \(year) 08:49:37 GMT"))
        #expect(short != nil)
    }

    @Test func takesYearsOfTwoDigitsForTheNextCenturyToo() {
        let in1999 = Timestamp(milliseconds: 930_000_000_000)
        let short = HTTPDate.parse("Sunday, 06-Nov-05 08:49:37 GMT", now: in1999)
        #expect(short == HTTPDate.parse("Sun, 06 Nov 2005 08:49:37 GMT"))
    }

    @Test func countsALeapSecond() {
        let last = HTTPDate.parse("Sat, 31 Dec 2016 23:59:60 GMT")
        #expect(last == HTTPDate.parse("Sun, 01 Jan 2017 00:00:00 GMT"))
        #expect(last != nil)
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 30 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 1900 00:00:00 GMT", "Sun, 6e Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "784111777",
    ])
    func refusesOtherText(_ text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
