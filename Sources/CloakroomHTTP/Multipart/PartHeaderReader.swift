internal import NIOCore

/// Collects the header lines of one part from however many buffers they come in.
struct PartHeaderReader {
    private let limits: MultipartLimits
    private var line: [UInt8] = []
    private var taken = 0
    private var headers = PartHeaders()

    init(limits: MultipartLimits) {
        self.limits = limits
    }

    /// The headers, once their closing empty line was read from `input`; nil when `input` is used up before.
    /// The reader is ready for the next part then.
    mutating func next(from input: inout ByteBuffer) throws(MultipartError) -> PartHeaders? {
        while input.readableBytes > 0 {
            guard try takeLine(from: &input) else { continue }
            guard !line.isEmpty else { return finish() }
            try keepLine()
        }
        return nil
    }

    private mutating func finish() -> PartHeaders {
        defer { self = PartHeaderReader(limits: limits) }
        return headers
    }

    /// Moves bytes into `line` up to its end; true when the line is complete, its CR LF removed.
    private mutating func takeLine(from input: inout ByteBuffer) throws(MultipartError) -> Bool {
        let view = input.readableBytesView.prefix(limits.headerBytes - taken + 1)
        let end = view.firstIndex(of: ASCII.lineFeed)
        let piece = end.map { view[...$0] } ?? view
        line += piece
        taken += piece.count
        input.moveReaderIndex(forwardBy: piece.count)
        guard taken <= limits.headerBytes else { throw .headersTooLarge(bytes: limits.headerBytes) }
        guard end != nil else { return false }
        guard line.suffix(2).first == ASCII.carriageReturn, line.count >= 2 else { throw .bareLineBreak }
        line.removeLast(2)
        return true
    }

    private mutating func keepLine() throws(MultipartError) {
        guard line.first.map(ASCII.isBlank) != true else { throw .foldedHeader }
        guard !line.contains(ASCII.carriageReturn) else { throw .bareLineBreak }
        guard headers.all.count < limits.headers else { throw .tooManyHeaders(limits.headers) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(ASCII.isToken), !line.contains(where: ASCII.isControl)
        else { throw .badHeader }
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingBlanks
        headers.append(name: String(decoding: line[..<colon], as: UTF8.self), value: value)
        line.removeAll(keepingCapacity: true)
    }
}
