/// One element of an EBML file.
/// - Source: RFC 8794 sections 4 to 6.
struct EBMLElement {
    /// The identifier with its length's mark.
    let name: UInt32
    let content: Int64
    /// At most where the parent ends. What a recorder writes while it goes on has no size: it reaches as far as that.
    let end: Int64

    /// Nil when there is no element at `offset` whose content begins before `limit`, or at it.
    init?(_ header: ByteView, at offset: Int64, before limit: Int64) {
        guard let name = Self.number(header, at: 0, longest: 4),
            let size = Self.number(header, at: name.length, longest: 8)
        else { return nil }
        let (content, isBeyond) = offset.addingReportingOverflow(Int64(name.length + size.length))
        guard !isBeyond, content <= limit else { return nil }
        self.name = UInt32(truncatingIfNeeded: name.value)
        self.content = content
        // The mark is the only bit that counts the length; with all others set the size is unknown.
        let mark = UInt64(1) << UInt64(7 * size.length)
        let stated = size.value ^ mark
        let rest = limit - content
        end = stated == mark - 1 ? limit : content + min(rest, Int64(clamping: stated))
    }

    /// A number whose first byte tells its length by its leading zeros; the mark behind them is part of `value`.
    private static func number(_ header: ByteView, at offset: Int, longest: Int) -> (value: UInt64, length: Int)? {
        guard let first = header.u8(offset), first.leadingZeroBitCount < longest,
            let bytes = header.slice(offset, first.leadingZeroBitCount + 1)
        else { return nil }
        return (bytes.reduce(0) { $0 << 8 | UInt64($1) }, bytes.count)
    }
}
