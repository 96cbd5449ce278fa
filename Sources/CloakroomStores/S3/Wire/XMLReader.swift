/// An element of one of S3's short XML answers.
struct XMLElement: Hashable, Sendable {
    /// Without the prefix of its namespace.
    let name: String
    fileprivate(set) var text = ""
    fileprivate(set) var children: [XMLElement] = []

    fileprivate init(name: String) {
        self.name = name
    }

    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of a child; nil when there is none of this name.
    subscript(name: String) -> String? { child(name)?.text }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}

/// Reads XML as far as S3's answers use it: elements and text. Attributes, comments, declarations and namespaces are
/// passed over.
struct XMLReader {
    private static let deepest = 16

    private var rest: ArraySlice<UInt8>
    /// The elements that have begun and not ended; the first is the document.
    private var open = [XMLElement(name: "")]

    private init(_ document: some Sequence<UInt8>) {
        rest = Array(document)[...]
    }

    /// The root of a document; nil for what is cut off or nested wrongly.
    static func root(of document: some Sequence<UInt8>) -> XMLElement? {
        var reader = XMLReader(document)
        while let text = reader.take(until: "<") {
            reader.open[reader.open.count - 1].text += unescaped(text)
            guard reader.readTag() else { return nil }
        }
        return reader.open.count == 1 ? reader.open[0].children.first : nil
    }

    private mutating func readTag() -> Bool {
        switch rest.first {
        case UInt8(ascii: "?"), UInt8(ascii: "!"): return passOver()
        case UInt8(ascii: "/"): return leave()
        default: return enter()
        }
    }

    private mutating func enter() -> Bool {
        guard let tag = take(until: ">"), open.count <= Self.deepest else { return false }
        let isEmpty = tag.last == UInt8(ascii: "/")
        let element = XMLElement(name: Self.name(isEmpty ? tag.dropLast() : tag))
        if isEmpty { open[open.count - 1].children.append(element) } else { open.append(element) }
        return !element.name.isEmpty
    }

    private mutating func leave() -> Bool {
        guard let tag = take(until: ">"), let closed = open.popLast(), !open.isEmpty,
            Self.name(tag.dropFirst()) == closed.name
        else { return false }
        open[open.count - 1].children.append(closed)
        return true
    }

    /// A declaration, a comment, or text in CDATA, which counts.
    private mutating func passOver() -> Bool {
        if rest.starts(with: "!--".utf8) { return take(until: "-->") != nil }
        guard rest.starts(with: "![CDATA[".utf8) else { return take(until: ">") != nil }
        guard let text = take(until: "]]>") else { return false }
        open[open.count - 1].text += String(decoding: text.dropFirst(8), as: UTF8.self)
        return true
    }

    /// What comes before `end`, which is taken too; nil when there is no end.
    private mutating func take(until end: String) -> ArraySlice<UInt8>? {
        guard let range = rest.firstRange(of: Array(end.utf8)) else { return nil }
        defer { rest = rest[range.upperBound...] }
        return rest[..<range.lowerBound]
    }

    private static func name(_ tag: ArraySlice<UInt8>) -> String {
        let whole = tag.prefix { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return String(decoding: whole.split(separator: UInt8(ascii: ":")).last ?? [], as: UTF8.self)
    }
}

extension XMLReader {
    private static let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]

    /// Text with its references replaced; what is none stays as it is.
    fileprivate static func unescaped(_ text: ArraySlice<UInt8>) -> String {
        let pieces = text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(into: String(decoding: pieces.first ?? [], as: UTF8.self)) { result, piece in
            let name = String(decoding: piece.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
            if name.utf8.count < piece.count, let character = character(name) {
                result += character + String(decoding: piece.dropFirst(name.utf8.count + 1), as: UTF8.self)
            } else {
                result += "&" + String(decoding: piece, as: UTF8.self)
            }
        }
    }

    private static func character(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return entities[name] }
        let isHex = name.hasPrefix("#x") || name.hasPrefix("#X")
        let number = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }

    /// Text with what has a meaning in XML replaced.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
