/// What a text starts with, as a browser that guesses would take it.
///
/// Only the start counts, as it does for browsers: a text that mentions tags further on is a text.
/// - Source: WHATWG MIME Sniffing, section 7.1.
enum Markup: Hashable, Sendable {
    /// A whole HTML page, or a script.
    case page
    /// HTML that is no page: it starts with a heading, a paragraph and so on.
    case fragment
    case svg
    /// XML that a browser would draw or run: XHTML, SVG inside, a style sheet.
    case activeXML
    case xml
    case none

    /// How much of the file is looked at, in bytes.
    static let window = 64 << 10

    /// - Parameter head: the file, or its beginning if it is longer than ``window``.
    init(_ head: [UInt8], encoding: TextScan.Encoding) {
        var scanner = MarkupScanner(Self.plain(head, encoding: encoding), isWhole: head.count <= Self.window)
        switch scanner.root() {
        case .element(let name): self.init(name, scanner)
        case .none: self = scanner.isXML ? .xml : .none
        // No text starts with so much of it: what comes behind is taken for the worst.
        case .unfinished: self = scanner.isXML ? .activeXML : .page
        }
    }

    private init(_ root: String, _ scanner: MarkupScanner) {
        self =
            switch root {
            case "svg": .svg
            case _ where scanner.isXML: root == "html" || scanner.isActive ? .activeXML : .xml
            case _ where Self.pages.contains(root): .page
            case _ where Self.fragments.contains(root): .fragment
            default: scanner.isActive ? .activeXML : .xml
            }
    }

    /// Whether a text under `rule` may start so.
    func isAllowed(by rule: MarkupRule) -> Bool {
        switch rule {
        case .none: self == .none || self == .xml
        case .fragments: self == .none || self == .xml || self == .fragment
        case .xml: [.xml, .activeXML, .svg].contains(self)
        case .svg: self == .svg
        case .any: true
        }
    }

    /// The type to name when it is not allowed.
    var type: String {
        switch self {
        case .page, .fragment: "text/html"
        case .svg: "image/svg+xml"
        case .activeXML, .xml: "application/xml"
        case .none: "text/plain"
        }
    }

    private static let pages: Set<String> = [
        "!doctype html", "html", "head", "script", "iframe", "style", "title", "body", "frameset", "meta", "link",
        "object",
        "embed", "base",
    ]
    private static let fragments: Set<String> = [
        "h1", "h2", "h3", "div", "font", "table", "a", "br", "b", "p", "img", "center", "span", "form", "video",
        "audio",
    ]

    /// The start in lower-case ASCII; of UTF-16 the low halves, everything else as `?`.
    private static func plain(_ head: [UInt8], encoding: TextScan.Encoding) -> [UInt8] {
        let start = head.prefix(window)
        let bytes: [UInt8] =
            switch encoding {
            case .utf8, .eightBit: Array(start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start)
            case .utf16(let bigEndian):
                stride(from: 2, to: start.count - 1, by: 2).map {
                    let (high, low) = bigEndian ? (start[$0], start[$0 + 1]) : (start[$0 + 1], start[$0])
                    return high == 0 ? low : UInt8(ascii: "?")
                }
            }
        return bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    }
}
