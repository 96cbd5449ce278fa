internal import CloakroomCore

/// The Range field of a GET: one span of bytes is served, everything else in it is passed over, as RFC 9110 allows.
/// - Source: RFC 9110 section 14.
enum RangeHeader {
    /// The span to serve with 206; nil for the whole file with 200.
    ///
    /// The whole file answers no field, a malformed one, other units, several ranges, and any range of an empty file.
    /// - Throws: ``RangeNotSatisfiable`` when the one range begins behind the last byte.
    static func span(_ field: String?, size: Int64) throws(RangeNotSatisfiable) -> ByteSpan? {
        guard size > 0, let spec = field.flatMap(onlySpec) else { return nil }
        let bounds = spec.split(separator: "-", omittingEmptySubsequences: false).map(\.trimmingBlanks)
        guard bounds.count == 2, bounds.allSatisfy({ $0.utf8.allSatisfy(ASCII.isDigit) }) else { return nil }
        switch (number(bounds[0]), number(bounds[1])) {
        case (nil, nil): return nil
        case (nil, let suffix?): return try tail(suffix, of: size)
        case (let first?, let last): return try runs(from: first, to: last ?? .max, of: size)
        }
    }

    /// What stands behind `bytes=`, if it is one range; empty list elements do not count.
    private static func onlySpec(_ field: String) -> String? {
        let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].trimmingBlanks.lowercased() == "bytes" else { return nil }
        let specs = halves[1].split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty }
        return specs.count == 1 ? specs.first : nil
    }

    /// Nil when there are no digits; held at the largest number when there are too many.
    private static func number(_ digits: String) -> Int64? {
        digits.isEmpty ? nil : Int64(digits) ?? .max
    }

    private static func tail(_ suffix: Int64, of size: Int64) throws(RangeNotSatisfiable) -> ByteSpan? {
        guard suffix > 0 else { throw RangeNotSatisfiable(size: size) }
        let count = min(suffix, size)
        return ByteSpan(start: size - count, count: count)
    }

    private static func runs(
        from first: Int64, to last: Int64, of size: Int64
    ) throws(RangeNotSatisfiable) -> ByteSpan? {
        guard first <= last else { return nil }
        guard first < size else { throw RangeNotSatisfiable(size: size) }
        return ByteSpan(start: first, count: min(last, size - 1) - first + 1)
    }
}

/// A range that begins behind the last byte: 416.
struct RangeNotSatisfiable: Error, Hashable {
    /// Bytes of the whole file.
    let size: Int64

    /// The value of the answer's Content-Range.
    var contentRange: String { "bytes */\(size)" }
}

extension ByteSpan {
    /// The value of a 206's Content-Range, for a span that is not empty.
    /// - Parameter size: bytes of the whole file.
    func contentRange(of size: Int64) -> String { "bytes \(start)-\(end - 1)/\(size)" }
}
