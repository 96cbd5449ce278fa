internal import NIOCore
internal import NIOHTTP1

/// An answer, and as much of its body as was read.
struct S3Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body = ByteBuffer()

    var isSuccess: Bool { 200...299 ~= status }

    /// As it was sent, in its quotes; nil when there is none, or an empty one.
    var tag: String? {
        headers.first(name: "ETag").flatMap { $0.isEmpty || $0 == "\"\"" ? nil : $0 }
    }

    /// Bytes, as announced.
    var length: Int64? {
        headers.first(name: "Content-Length").flatMap(Int64.init).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Whether nobody has written the object in between, as far as the server tells.
    func isOfTheSameObject(as other: S3Answer) -> Bool {
        ["ETag", "Last-Modified", "x-amz-version-id"].allSatisfy { headers[$0] == other.headers[$0] }
    }

    /// The root of an XML body.
    var document: XMLElement? { XMLReader.root(of: body.readableBytesView) }

    /// What part of an object the body is: its first byte, and the byte after its last.
    /// - Source: RFC 9110 section 14.4.
    var part: Range<Int64>? {
        guard let text = headers.first(name: "Content-Range"), text.lowercased().hasPrefix("bytes ") else { return nil }
        let ends = text.dropFirst(6).prefix { $0 != "/" }.split(separator: "-").map { Int64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last < .max else { return nil }
        return first..<(last + 1)
    }
}
