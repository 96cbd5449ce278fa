/// Finds a delimiter's text in bytes, in a time that does not depend on what the bytes are.
///
/// Horspool's search: the byte under the text's last one tells how far to move on, mostly by the whole length. The text
/// has its only CR in front, so comparing from there never looks at a byte of the input twice.
/// - Source: R. N. Horspool, Practical fast searching in strings, 1980.
struct DelimiterSearch: Sendable {
    /// CR LF `--` and the boundary.
    let text: [UInt8]
    private let shifts: [UInt8]

    init(_ boundary: MultipartBoundary) {
        text = Array("\r\n--\(boundary.text)".utf8)
        var shifts = [UInt8](repeating: UInt8(text.count), count: 256)
        for (index, byte) in text.dropLast().enumerated() { shifts[Int(byte)] = UInt8(text.count - 1 - index) }
        self.shifts = shifts
    }

    /// Where the text begins in `bytes`, whole or cut short by their end; nil when it does not.
    func firstMatch(in bytes: UnsafeRawBufferPointer) -> (start: Int, length: Int)? {
        if let start = firstWhole(in: bytes) { return (start, text.count) }
        let tail = max(0, bytes.count - text.count + 1)
        // Only the last CR can begin a text that the end cuts short: there is but one in it.
        guard let start = bytes[tail...].lastIndex(of: ASCII.carriageReturn),
            text.starts(with: bytes[start...])
        else { return nil }
        return (start, bytes.count - start)
    }

    private func firstWhole(in bytes: UnsafeRawBufferPointer) -> Int? {
        let last = text.count - 1
        return text.withUnsafeBufferPointer { text in
            shifts.withUnsafeBufferPointer { shifts in
                var start = 0
                while start < bytes.count - last {
                    let under = bytes[start + last]
                    if under == text[last], text.indices.allSatisfy({ bytes[start + $0] == text[$0] }) { return start }
                    start += Int(shifts[Int(under)])
                }
                return nil
            }
        }
    }
}
