internal import NIOCore

/// Takes a multipart/form-data body apart while it comes in, in constant memory.
///
/// ``feed(_:)`` a buffer, then ask ``next()`` until it gives nil; when the body has ended, ``finish()``. Bytes of parts
/// are slices of what was fed, never copies. After an error the parser is of no use.
/// - Source: RFC 7578, RFC 2046 section 5.1.1.
struct MultipartParser {
    enum Event {
        case part(MultipartPart)
        /// Bytes of the part that was begun last; never empty.
        case body(ByteBuffer)
        case partEnd
        /// After the last part; what follows is counted and thrown away.
        case end
    }

    private enum State { case preamble, headers, body, closing, epilogue }

    private let limits: MultipartLimits
    private var state = State.preamble
    private var input = ByteBuffer()
    private var scanner: DelimiterScanner
    private var headers: PartHeaderReader
    private var parts = 0
    private var isFile = false
    private var fieldBytes = 0
    private var paddingBytes = 0

    init(boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        self.limits = limits
        scanner = DelimiterScanner(boundary)
        headers = PartHeaderReader(limits: limits)
    }

    mutating func feed(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeImmutableBuffer(bytes)
        }
    }

    /// The next event; nil when more must be fed first.
    mutating func next() throws(MultipartError) -> Event? {
        while true {
            switch state {
            case .preamble:
                guard let token = try scanner.next(from: &input) else { return nil }
                try passPreamble(token)
            case .headers:
                guard let found = try headers.next(from: &input) else { return nil }
                return .part(try begin(MultipartPart(found)))
            case .body:
                guard let token = try scanner.next(from: &input) else { return nil }
                return try body(token)
            case .closing:
                (state, paddingBytes) = (.epilogue, 0)
                return .end
            case .epilogue:
                try countPadding(input.readableBytes)
                input = ByteBuffer()
                return nil
            }
        }
    }

    /// Tells that the body has ended.
    /// - Throws: `.endMissing` when that was too early.
    func finish() throws(MultipartError) {
        guard state == .epilogue else { throw .endMissing }
    }

    private mutating func passPreamble(_ token: DelimiterScanner.Token) throws(MultipartError) {
        switch token {
        case .data(let bytes): try countPadding(bytes.readableBytes)
        case .delimiter(let isLast): state = isLast ? .closing : .headers
        }
    }

    private mutating func begin(_ part: MultipartPart) throws(MultipartError) -> MultipartPart {
        parts += 1
        guard parts <= limits.parts else { throw .tooManyParts(limits.parts) }
        isFile = part.isFile
        state = .body
        scanner.assumeLineBreak()
        return part
    }

    private mutating func body(_ token: DelimiterScanner.Token) throws(MultipartError) -> Event {
        switch token {
        case .data(let bytes):
            fieldBytes += isFile ? 0 : bytes.readableBytes
            guard fieldBytes <= limits.fieldBytes else { throw .fieldsTooLarge(bytes: limits.fieldBytes) }
            return .body(bytes)
        case .delimiter(let isLast):
            state = isLast ? .closing : .headers
            return .partEnd
        }
    }

    private mutating func countPadding(_ bytes: Int) throws(MultipartError) {
        paddingBytes += bytes
        guard paddingBytes <= limits.paddingBytes else { throw .paddingTooLong }
    }
}
