@testable import CloakroomCore
@testable import CloakroomHTTP

/// Range, preconditions and dates: eight bytes of a file's size, then a line for each field.
enum ConditionsTarget {
    @Sendable static func run(_ input: [UInt8]) {
        var reader = InputReader(input)
        let size = reader.number()
        let lines = reader.lines()
        lines.forEach { line in
            range(line, size: size)
            date(line)
            tag(line)
        }
        preconditions(lines)
    }

    private static func range(_ field: String, size: Int64) {
        guard let span = try? RangeHeader.span(field, size: size) else { return }
        let (end, overflow) = span.start.addingReportingOverflow(span.count)
        promise(span.start >= 0 && span.count > 0 && !overflow && end <= size, "a range outside of the file")
        _ = span.contentRange(of: size)
    }

    private static func date(_ text: String) {
        guard let moment = HTTPDate.parse(text, now: Timestamp(milliseconds: 1_700_000_000_000)) else { return }
        // The last leap second of the year 9999 is in the next one.
        let last = Timestamp(milliseconds: 253_402_300_799_000)
        promise(HTTPDate.parse(HTTPDate.format(moment)) == min(moment, last), "another date read back")
    }

    private static func tag(_ text: String) {
        guard let tag = EntityTag(text) else { return }
        promise(EntityTag(tag.text) == tag && tag.text.bytes == text.bytes, "another tag read back")
        promise(EntityTagList("x, " + text).contains(where: tag.matchesWeakly), "a tag that is lost in its list")
    }

    private static func preconditions(_ lines: [String]) {
        func line(_ index: Int) -> String? { lines.indices.contains(index) ? lines[index] : nil }
        let conditions = Preconditions(
            ifMatch: line(0), ifNoneMatch: line(1), ifModifiedSince: line(2), ifUnmodifiedSince: line(3),
            ifRange: line(4))
        let known = Preconditions.Validators(
            etag: EntityTag(strong: "a"), lastModified: Timestamp(milliseconds: 784_111_777_123))
        for method in ["GET", "HEAD", "DELETE"] {
            for validators in [known, Preconditions.Validators()] {
                let outcome = conditions.evaluate(method: method, against: validators)
                promise(method != "DELETE" || outcome != .notModified, "304 for a DELETE")
            }
        }
    }
}
