import NIOCore

@testable import CloakroomHTTP

/// A multipart body taken apart, as a test wants to compare it.
struct Form: Hashable {
    struct Part: Hashable {
        var name: String
        var fileName: String?
        var contentType: String?
        var content: [UInt8] = []

        init(_ name: String, fileName: String? = nil, contentType: String? = nil, _ content: String = "") {
            self.name = name
            self.fileName = fileName
            self.contentType = contentType
            self.content = Array(content.utf8)
        }

        init(_ head: MultipartPart) {
            self.init(head.name, fileName: head.fileName, contentType: head.contentType)
        }
    }

    var parts: [Part] = []

    /// Feeds `pieces` to a parser one after another.
    static func parse(
        _ pieces: [[UInt8]], boundary: String = "X", limits: MultipartLimits = MultipartLimits()
    ) throws -> Form {
        var parser = MultipartParser(boundary: try MultipartBoundary(boundary), limits: limits)
        var form = Form()
        for piece in pieces {
            parser.feed(ByteBuffer(bytes: piece))
            while let event = try parser.next() { form.add(event) }
        }
        try parser.finish()
        return form
    }

    static func parse(
        _ text: String, boundary: String = "X", limits: MultipartLimits = MultipartLimits()
    ) throws -> Form {
        try parse([Array(text.utf8)], boundary: boundary, limits: limits)
    }

    /// The bytes of the first part, whatever follows it.
    static func firstContent(of pieces: [[UInt8]], boundary: String) throws -> [UInt8] {
        var parser = MultipartParser(boundary: try MultipartBoundary(boundary))
        var form = Form()
        for piece in pieces {
            parser.feed(ByteBuffer(bytes: piece))
            while let event = try parser.next() {
                if case .partEnd = event { return form.parts[0].content }
                form.add(event)
            }
        }
        throw MultipartError.endMissing
    }

    private mutating func add(_ event: MultipartParser.Event) {
        switch event {
        case .part(let head): parts.append(Part(head))
        case .body(let bytes): parts[parts.count - 1].content += bytes.readableBytesView
        case .partEnd, .end: break
        }
    }
}

/// Lines joined and ended by CR LF.
func lines(_ lines: String...) -> String {
    lines.map { $0 + "\r\n" }.joined()
}

/// A body with one part called `a`, boundary `X`.
func onePart(_ content: String, headers: [String] = [], disposition: String = "form-data; name=\"a\"") -> String {
    let head = (["Content-Disposition: \(disposition)"] + headers).map { $0 + "\r\n" }.joined()
    return "--X\r\n\(head)\r\n\(content)\r\n--X--\r\n"
}
