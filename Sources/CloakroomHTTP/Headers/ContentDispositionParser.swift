internal import CloakroomCore

/// What a part's Content-Disposition says: the field's name and, for a file, the client's name for it.
/// - Source: RFC 7578 section 4.2, RFC 8187 for `filename*`, WHATWG HTML (multipart form data) for `%22`, `%0D`, `%0A`.
struct ContentDispositionParser {
    let name: String
    /// Without folders, not otherwise cleaned; empty when a browser's file field was left empty, nil when not given.
    let fileName: String?

    init(_ text: String) throws(MultipartError) {
        guard let header = HeaderParameters(text), header.word == "form-data" else { throw .badDisposition }
        guard Set(header.all.map(\.name)).count == header.all.count else { throw .badDisposition }
        guard let name = Self.plain("name", in: header), !name.isEmpty else { throw .nameMissing }
        self.name = name
        fileName = try Self.fileName(in: header).map { FileName.basename($0) }
    }

    /// The name in a header of any disposition, without folders; nil when there is none that can be read.
    /// - Source: RFC 6266.
    static func fileName(_ text: String) -> String? {
        HeaderParameters(text).flatMap { try? fileName(in: $0) }.map { FileName.basename($0) }
    }

    /// `filename*` wins; in a form that we cannot read, it is passed over as long as there is a plain one.
    private static func fileName(in header: HeaderParameters) throws(MultipartError) -> String? {
        let plain = plain("filename", in: header)
        guard let extended = header.all.first(where: { $0.name == "filename*" }) else { return plain }
        guard let name = extendedValue(extended.value) ?? plain else { throw .badDisposition }
        return name
    }

    private static func plain(_ name: String, in header: HeaderParameters) -> String? {
        guard let found = header.all.first(where: { $0.name == name }) else { return nil }
        return found.isQuoted ? unescaped(found.value) : found.value
    }

    /// Browsers escape only these three characters, so every other `%` is meant as it stands.
    private static func unescaped(_ value: String) -> String {
        guard value.utf8.contains(ASCII.percent) else { return value }
        let escapes: [[UInt8]: UInt8] = [
            Array("22".utf8): ASCII.quote, Array("0D".utf8): ASCII.carriageReturn, Array("0A".utf8): ASCII.lineFeed,
        ]
        var bytes: [UInt8] = []
        var rest = Array(value.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self).uppercased()
            guard byte == ASCII.percent, let meant = escapes[Array(digits.utf8)] else {
                bytes.append(byte)
                continue
            }
            bytes.append(meant)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `charset'language'value`; nil for other charsets and malformed escapes, broken UTF-8 is repaired.
    private static func extendedValue(_ value: String) -> String? {
        let pieces = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let bytes = PercentEncoding.decode(pieces[2].utf8) else { return nil }
        switch pieces[0].lowercased() {
        case "utf-8": return String(decoding: bytes, as: UTF8.self)
        case "iso-8859-1": return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: return nil
        }
    }
}
