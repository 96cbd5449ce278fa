/// A run of bytes within a blob: `start` inclusive, `count` bytes, both never negative.
public struct ByteSpan: Hashable, Sendable {
    public let start: Int64
    public let count: Int64

    /// Nil when either number is negative or the end cannot be counted.
    public init?(start: Int64, count: Int64) {
        guard start >= 0, count >= 0, !start.addingReportingOverflow(count).overflow else { return nil }
        self.start = start
        self.count = count
    }

    private init(whole size: Int64) {
        start = 0
        count = size
    }

    /// All of a blob of `size` bytes; a negative size counts as empty.
    public static func whole(_ size: Int64) -> ByteSpan { ByteSpan(whole: max(0, size)) }

    public var end: Int64 { start + count }

    /// What is left of this span after its first `done` bytes.
    public func dropping(_ done: Int64) -> ByteSpan {
        let skipped = min(max(0, done), count)
        return ByteSpan(start: start + skipped, count: count - skipped) ?? .whole(0)
    }

    /// The first `most` bytes of this span.
    public func first(_ most: Int64) -> ByteSpan {
        ByteSpan(start: start, count: min(count, max(0, most))) ?? .whole(0)
    }
}
