/// Finds the first element of a text that starts with markup. The text is in lower case.
struct MarkupScanner {
    /// What a text turns out to start with.
    enum Root: Hashable {
        /// The element's name without its prefix, or `!doctype html` for that.
        case element(String)
        case none
        /// What there is to see ends before anything can be told.
        case unfinished
    }

    private var rest: ArraySlice<UInt8>
    private let whole: [UInt8]
    /// Whether the text ends where what there is to see ends.
    private let isWhole: Bool
    /// Whether it declares itself XML.
    private(set) var isXML = false

    init(_ text: [UInt8], isWhole: Bool) {
        whole = text
        rest = text[...]
        self.isWhole = isWhole
    }

    /// Whether something within makes a browser draw or run it.
    var isActive: Bool {
        whole.contains("<?xml-stylesheet") || whole.contains("http://www.w3.org/1999/xhtml")
            || whole.contains("http://www.w3.org/2000/svg") || whole.contains("<script")
    }

    /// Each round goes on by at least two bytes, so there are not too many.
    mutating func root() -> Root {
        while true {
            rest = rest.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
            guard let first = rest.first else { return end }
            guard first == UInt8(ascii: "<") else { return .none }
            if rest.starts(with: "<?".utf8) {
                isXML = isXML || rest.starts(with: "<?xml".utf8)
                guard skip(past: "?>") else { return end }
            } else if rest.starts(with: "<!--".utf8) {
                guard skipComment() else { return end }
            } else if rest.starts(with: "<!doctype".utf8) {
                let name = doctype()
                if !isXML, name == "html" { return .element("!doctype html") }
                if name == "html" || name == "svg" { return .element(name) }
                guard skipDoctype() else { return end }
            } else {
                return element()
            }
        }
    }

    /// What a text is whose markup goes on to where the look ends: behind it may be anything, unless nothing is.
    private var end: Root { isWhole ? .none : .unfinished }

    private mutating func skip(past end: StaticString) -> Bool {
        guard let start = rest.firstIndex(of: end) else { return false }
        rest = rest[(start + end.utf8CodeUnitCount)...]
        return true
    }

    /// Ends where browsers end it: at `--!>` too, and for `<!-->` and `<!--->` at once.
    /// - Source: HTML, sections 13.2.5.43 to 13.2.5.52.
    private mutating func skipComment() -> Bool {
        rest = rest.dropFirst(4)
        if skip(over: [">", "->"]) { return true }
        while skip(past: "--") {
            rest = rest.drop { $0 == UInt8(ascii: "-") }
            if skip(over: [">", "!>"]) { return true }
        }
        return false
    }

    private mutating func skip(over ends: [StaticString]) -> Bool {
        guard let end = ends.first(where: { rest.starts(with: $0.utf8) }) else { return false }
        rest = rest.dropFirst(end.utf8CodeUnitCount)
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

    /// None unless the name ends as a tag's does: `<mail@example.org>` is none.
    private func element() -> Root {
        let name = rest.dropFirst().prefix {
            (97...122).contains($0) || (48...57).contains($0) || [0x2D, 0x2E, 0x3A, 0x5F].contains($0) || $0 >= 0x80
        }
        guard let end = rest.dropFirst(1 + name.count).first else { return self.end }
        guard end <= 0x20 || end == 0x2F || end == 0x3E, let first = name.first, !(48...57).contains(first),
            let local = name.split(separator: UInt8(ascii: ":")).last
        else { return .none }
        return .element(String(decoding: local, as: UTF8.self))
    }
}
