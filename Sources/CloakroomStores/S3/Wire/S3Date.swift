internal import CloakroomCore
internal import Foundation

/// The dates in S3's answers.
enum S3Date {
    /// Reads `Last-Modified`: `Wed, 12 Oct 2009 17:50:00 GMT`.
    /// - Source: RFC 9110 section 5.6.7.
    static func header(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let year = Int(words[3]), 1970...9999 ~= year,
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        return xml("\(year)-\(padded(month + 1))-\(padded(day))T\(words[4])Z")
    }

    /// Reads the dates in XML: `2009-10-12T17:50:30.000Z`, with or without a fraction.
    static func xml(_ text: String) -> Timestamp? {
        for hasFraction in [true, false] {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction)
            if let date = try? style.parse(text) { return Timestamp(date) }
        }
        return nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
