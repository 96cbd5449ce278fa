/// Finds the first element of a text that starts with markup. The text is in lower case.
struct MarkupScanner {
    private var rest: ArraySlice<UInt8>
    private let whole: [UInt8]
    /// Whether it declares itself XML.
    private(set) var isXML = false

    init(_ text: [UInt8]) {
        whole = text
        rest = text[...]
    }

    /// Whether something within makes a browser draw or run it.
    var isActive: Bool {
        whole.contains("<?xml-stylesheet") || whole.contains("http://www.w3.org/1999/xhtml")
            || whole.contains("http://www.w3.org/2000/svg") || whole.contains("<script")
    }

    /// The name of the first element without its prefix, `!doctype html` for that, or nil when there is none.
    mutating func root() -> String? {
        for _ in 0..<64 {
            rest = rest.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
            guard rest.first == UInt8(ascii: "<") else { return nil }
            if rest.starts(with: "<?".utf8) {
                isXML = isXML || rest.starts(with: "<?xml".utf8)
                guard skip(past: "?>") else { return nil }
            } else if rest.starts(with: "<!--".utf8) {
                guard skip(past: "-->") else { return nil }
            } else if rest.starts(with: "<!doctype".utf8) {
                let name = doctype()
                if !isXML, name == "html" { return "!doctype html" }
                if name == "html" || name == "svg" { return name }
                guard skipDoctype() else { return nil }
            } else {
                return elementName()
            }
        }
        return nil
    }

    private mutating func skip(past end: StaticString) -> Bool {
        guard let start = rest.firstIndex(of: end) else { return false }
        rest = rest[(start + end.utf8CodeUnitCount)...]
        return true
    }

    private func doctype() -> String {
        let name = rest.dropFirst(9).drop { $0 <= 0x20 }.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
        return String(decoding: name, as: UTF8.self)
    }

    /// Goes past a document type, with or without an internal subset in brackets.
    private mutating func skipDoctype() -> Bool {
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
        guard rest[..<end].contains(UInt8(ascii: "[")) else { return skip(past: ">") }
        return skip(past: "]") && skip(past: ">")
    }

    /// Nil unless the name ends as a tag's does: `<mail@example.org>` is none.
    private func elementName() -> String? {
        let name = rest.dropFirst().prefix {
            (97...122).contains($0) || (48...57).contains($0) || [0x2D, 0x2E, 0x3A, 0x5F].contains($0) || $0 >= 0x80
        }
        guard let end = rest.dropFirst(1 + name.count).first, end <= 0x20 || end == 0x2F || end == 0x3E,
            let first = name.first, !(48...57).contains(first)
        else { return nil }
        return name.split(separator: UInt8(ascii: ":")).last.map { String(decoding: $0, as: UTF8.self) }
    }
}
