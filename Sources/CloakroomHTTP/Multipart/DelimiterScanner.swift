internal import NIOCore

/// Splits a stream into data and delimiter lines, wherever its buffers are cut.
///
/// A delimiter line is CR LF `--` boundary, blanks, and CR LF or (the last one) `--`; everything else is data. Nothing of
/// the input is kept between buffers: what was matched so far is known, and is given back as data if the rest differs.
/// - Source: RFC 2046 section 5.1.1.
struct DelimiterScanner {
    enum Token {
        case data(ByteBuffer)
        case delimiter(isLast: Bool)
    }

    /// More blanks behind a boundary are refused: they would have to be kept.
    private static let mostBlanks = 64

    private let search: DelimiterSearch
    /// The delimiter's text once more, to give back slices of.
    private let text: ByteBuffer
    /// How much of the delimiter's text the input ended with so far.
    private var matched = 0
    /// How much of that was never in the input, but taken as read: a line break in front.
    private var assumed = 0
    /// What was read behind the delimiter's text.
    private var behind: [UInt8] = []
    /// Whether a boundary line ended by LF alone is refused rather than taken for data.
    private var refusesBareLineFeed = true

    init(_ boundary: MultipartBoundary) {
        search = DelimiterSearch(boundary)
        text = ByteBuffer(bytes: search.text)
        assumeLineBreak()
    }

    /// Lets a delimiter's line break be the one before the next byte: at the very start, and after a part's headers.
    mutating func assumeLineBreak() {
        matched = 2
        assumed = 2
    }

    /// The next token; nil when `input` is used up.
    mutating func next(from input: inout ByteBuffer) throws(MultipartError) -> Token? {
        while input.readableBytes > 0 {
            let token =
                switch matched {
                case 0: scan(&input)
                case ..<search.text.count: matchText(&input)
                default: try matchBehind(&input)
                }
            if let token { return token }
        }
        return nil
    }

    private mutating func scan(_ input: inout ByteBuffer) -> Token? {
        let match = input.withUnsafeReadableBytes { search.firstMatch(in: $0) }
        let data = input.readSlice(length: match?.start ?? input.readableBytes)
        input.moveReaderIndex(forwardBy: match?.length ?? 0)
        matched = match?.length ?? 0
        return data.flatMap { $0.readableBytes > 0 ? .data($0) : nil }
    }

    private mutating func matchText(_ input: inout ByteBuffer) -> Token? {
        let rest = search.text[matched...]
        let same = zip(rest, input.readableBytesView).prefix { $0 == $1 }.count
        matched += same
        input.moveReaderIndex(forwardBy: same)
        return input.readableBytes > 0 && same < rest.count ? giveBack() : nil
    }

    private mutating func matchBehind(_ input: inout ByteBuffer) throws(MultipartError) -> Token? {
        guard let byte = input.readableBytesView.first else { return nil }
        switch (behind.last, byte) {
        case (ASCII.carriageReturn, ASCII.lineFeed), (ASCII.dash, ASCII.dash):
            input.moveReaderIndex(forwardBy: 1)
            return accept(isLast: byte == ASCII.dash)
        case (ASCII.carriageReturn, _), (ASCII.dash, _): return giveBack()
        case (_, ASCII.space), (_, ASCII.tab):
            guard behind.count < Self.mostBlanks else { throw .paddingTooLong }
        case (_, ASCII.carriageReturn), (_, ASCII.dash): break
        case (_, ASCII.lineFeed) where refusesBareLineFeed: throw .bareLineBreak
        default: return giveBack()
        }
        behind.append(byte)
        input.moveReaderIndex(forwardBy: 1)
        return nil
    }

    private mutating func accept(isLast: Bool) -> Token {
        (matched, assumed, behind, refusesBareLineFeed) = (0, 0, [], false)
        return .delimiter(isLast: isLast)
    }

    /// What looked like a delimiter is data; a CR at its end may begin another.
    private mutating func giveBack() -> Token? {
        let endsWithCR = behind.last == ASCII.carriageReturn
        var data = text.getSlice(at: text.readerIndex + assumed, length: matched - assumed) ?? ByteBuffer()
        data.writeBytes(behind.dropLast(endsWithCR ? 1 : 0))
        (matched, assumed, behind) = (endsWithCR ? 1 : 0, 0, [])
        return data.readableBytes > 0 ? .data(data) : nil
    }
}
