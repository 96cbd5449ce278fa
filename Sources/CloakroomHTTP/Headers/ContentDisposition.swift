internal import CloakroomCore

/// The Content-Disposition of an answer: whether a browser shows or saves the file, and under which name.
/// - Source: RFC 6266, RFC 8187.
struct ContentDisposition: Hashable, Sendable {
    enum Kind: String, Sendable { case inline, attachment }

    var kind: Kind
    /// Any text at all; only its last component is used, without control characters.
    var fileName: String

    /// The field's value: ASCII without line breaks. `filename*` is there when `filename` cannot give the whole name.
    var headerValue: String {
        let name = FileName.readable(fileName)
        guard !name.utf8.allSatisfy(Self.isPlain) else { return "\(kind.rawValue); filename=\"\(name)\"" }
        let extended = PercentEncoding.extendedValue(name)
        return "\(kind.rawValue); filename=\"\(Self.fallback(for: name))\"; filename*=UTF-8''\(extended)"
    }

    /// One `_` for each character that is not plain.
    private static func fallback(for name: String) -> String {
        let bytes = name.unicodeScalars.map { UInt8(exactly: $0.value).flatMap { isPlain($0) ? $0 : nil } }
        return String(decoding: bytes.map { $0 ?? UInt8(ascii: "_") }, as: UTF8.self)
    }

    /// Printable ASCII without what some browsers unescape and others do not (RFC 6266 appendix D).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.quote, ASCII.backslash, ASCII.percent: false
        default: ASCII.space..<0x7F ~= byte
        }
    }
}
