import HTTPTypes
import Hummingbird
import NIOCore

/// What a body is, whatever its Content-Type says of it.
enum BodyShape {
    case file(PeekedBody)
    case form(MultipartReader<RequestBody>)

    static func isForm(_ request: Request) -> Bool {
        request.headers[.contentType].flatMap { MediaType($0) }?.essence == "multipart/form-data"
    }

    /// Some clients say that they send a form and do not say its boundary, or send a file after all: then the first line
    /// tells.
    /// - Throws: ``MultipartError`` for a boundary that is none.
    static func of(_ request: Request) async throws -> BodyShape {
        guard isForm(request) else { return .file(PeekedBody(request.body)) }
        do {
            let boundary = try MultipartBoundary(contentType: request.headers[.contentType])
            return .form(MultipartReader(request.body, boundary: boundary))
        } catch MultipartError.boundaryNotFound {
            // A body can be iterated once.
            var body = PeekedBody(request.body)
            try await body.readFirstLine()
            guard let boundary = body.firstBoundary else { return .file(body) }
            return .form(MultipartReader(body.rest, after: body.start, boundary: boundary))
        }
    }
}

/// A body whose beginning may have been looked at.
struct PeekedBody {
    /// Bytes: two dashes, a boundary and a line break.
    private static let longestLine = 2 + 70 + 2

    private(set) var start = ByteBuffer()
    private(set) var rest: RequestBody.AsyncIterator

    init(_ body: RequestBody) {
        rest = body.makeAsyncIterator()
    }

    mutating func readFirstLine() async throws {
        while start.readableBytes < Self.longestLine, var chunk = try await rest.next() {
            start.writeBuffer(&chunk)
        }
    }

    /// The boundary, if the body begins with one.
    var firstBoundary: MultipartBoundary? {
        let bytes = start.readableBytesView
        guard bytes.starts(with: "--".utf8), let end = bytes.firstIndex(of: ASCII.carriageReturn) else { return nil }
        return try? MultipartBoundary(String(decoding: bytes[bytes.startIndex + 2..<end], as: UTF8.self))
    }

    /// More bytes; nil at the end.
    mutating func next() async throws -> ByteBuffer? {
        guard start.readableBytes > 0 else { return try await rest.next() }
        defer { start.clear() }
        return start
    }
}
