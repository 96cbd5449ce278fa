@testable import CloakroomCore
@testable import CloakroomHTTP

/// The header fields that name files and types: what they give is clean, and a name that is sent out is read back.
enum DispositionTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        read(text)
        write(text)
        if let type = MediaType(text) {
            let isPlain = type.essence.utf8.allSatisfy { ASCII.isToken($0) || $0 == UInt8(ascii: "/") }
            promise(isPlain, "a type of no tokens")
        }
        if let boundary = try? MultipartBoundary(contentType: text) {
            promise(1...70 ~= boundary.text.utf8.count, "a boundary of \(boundary.text.utf8.count) bytes")
        }
    }

    private static func read(_ text: String) {
        guard let parsed = try? ContentDispositionParser(text) else { return }
        promise(!parsed.name.isEmpty, "a field without a name")
        let isClean = parsed.fileName?.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != ASCII.backslash } ?? true
        promise(isClean, "a file name with folders")
    }

    private static func write(_ name: String) {
        let value = ContentDisposition(kind: .attachment, fileName: name).headerValue
        promise(value.utf8.allSatisfy { 0x20..<0x7F ~= $0 }, "a field that is not plain ASCII")
        let parsed = try? ContentDispositionParser("form-data; name=a" + value.dropFirst("attachment".count))
        promise(parsed?.fileName?.bytes == FileName.readable(name).bytes, "another name read back from \(value)")
    }
}
