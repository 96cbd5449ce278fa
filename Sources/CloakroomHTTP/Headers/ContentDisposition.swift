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
        let fallback = Self.fallback(for: name)
        let plain = "\(kind.rawValue); filename=\"\(fallback)\""
        return fallback == name ? plain : "\(plain); filename*=UTF-8''\(PercentEncoding.extendedValue(name))"
    }

    /// In ASCII, without what some browsers unescape and others do not (RFC 6266 appendix D).
    private static func fallback(for name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain($0) ? $0 : "_" }))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "\\", "%": false
        default: " "..."~" ~= scalar
        }
    }
}
