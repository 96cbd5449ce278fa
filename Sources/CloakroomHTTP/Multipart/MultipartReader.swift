internal import NIOCore

/// Reads a form's parts one after another out of a request's body, at the pace of whoever asks.
///
/// For one consumer; it runs wherever its caller does, so it can be driven from inside closures.
final class MultipartReader<Body: AsyncSequence> where Body.Element == ByteBuffer {
    private let limits: MultipartLimits
    private var parser: MultipartParser
    private var body: Body.AsyncIterator
    private var current: MultipartPart?
    private var hasEnded = false
    private var failure: MultipartError?
    private var skippedBytes = 0

    convenience init(_ body: Body, boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        self.init(body.makeAsyncIterator(), after: ByteBuffer(), boundary: boundary, limits: limits)
    }

    /// - Parameter start: what was taken from the body already.
    init(
        _ rest: Body.AsyncIterator, after start: ByteBuffer, boundary: MultipartBoundary,
        limits: MultipartLimits = MultipartLimits()
    ) {
        self.limits = limits
        body = rest
        parser = MultipartParser(boundary: boundary, limits: limits)
        if start.readableBytes > 0 { parser.feed(start) }
    }

    /// The next part, whatever was left of the one before thrown away; nil once the body has been read to its end.
    /// - Throws: ``MultipartError``, and whatever reading the body throws.
    nonisolated(nonsending) func nextPart() async throws -> MultipartPart? {
        while let rest = try await nextChunk() { try skip(rest) }
        while let event = try await nextEvent() {
            if case .part(let part) = event {
                current = part
                return part
            }
        }
        return nil
    }

    /// More bytes of the current part, never none of them; nil when it has ended.
    /// - Throws: as ``nextPart()``.
    nonisolated(nonsending) func nextChunk() async throws -> ByteBuffer? {
        guard current != nil else { return nil }
        guard case .body(let bytes) = try await nextEvent() else {
            current = nil
            return nil
        }
        return bytes
    }

    private func skip(_ bytes: ByteBuffer) throws(MultipartError) {
        skippedBytes += current?.isFile == true ? bytes.readableBytes : 0
        guard skippedBytes <= limits.skippedBytes else { throw .skippedTooMuch(bytes: limits.skippedBytes) }
    }

    private nonisolated(nonsending) func nextEvent() async throws -> MultipartParser.Event? {
        while !hasEnded {
            if let event = try parse() { return event }
            if let bytes = try await body.next(isolation: #isolation) {
                parser.feed(bytes)
            } else {
                try parser.finish()
                hasEnded = true
            }
        }
        return nil
    }

    /// What was refused once stays refused.
    private func parse() throws(MultipartError) -> MultipartParser.Event? {
        if let failure { throw failure }
        do {
            return try parser.next()
        } catch {
            failure = error
            throw error
        }
    }
}
