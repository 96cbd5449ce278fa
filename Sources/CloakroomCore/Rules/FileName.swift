internal import Foundation

/// The three names that a client's own name for a file gives: one to show, one to store under, and its extension.
///
/// Whatever comes in, `stored` is one harmless part of a path: `[A-Za-z0-9._-]`, never empty, no dot in front or behind.
public struct FileName: Hashable, Sendable {
    /// The client's name without folders, control characters and marks that turn the writing direction; NFC, at most
    /// ``longestOriginal`` bytes. For Content-Disposition.
    public let original: String
    /// A recognisable URL-safe name with the same extension, at most ``longestStored`` bytes.
    public let stored: String
    /// Lower case with its dot, for example `.pdf`; empty when the name has none.
    public let fileExtension: String

    public static let longestOriginal = 255
    public static let longestStored = 100
    /// What a name without usable characters is called.
    public static let fallback = "file"
    /// Names that begin so belong to our own thumbnails.
    public static let thumbnailPrefix = FilePath.thumbnailPrefix

    public init(client name: String) {
        let shown = Self.readable(name)
        let (stem, suffix) = Self.split(shown)
        original = shown
        fileExtension = suffix.lowercased()
        stored = Self.slug(stem, beforeExtension: String(suffix))
    }

    /// What follows the last `/` or `\`; empty when the name ends with one.
    public static func basename(_ name: some StringProtocol) -> String {
        let slash = UInt8(ascii: "/"), backslash = UInt8(ascii: "\\")
        let tail = name.utf8.reversed().prefix { $0 != slash && $0 != backslash }
        return String(decoding: Array(tail.reversed()), as: UTF8.self)
    }

    /// The name to show for `name`: what ``original`` holds. Cheap for names that are clean already.
    public static func readable(_ name: String) -> String {
        guard !isReadable(name) else { return name }
        let base = basename(name)
        let composed = isPlain(base) ? base : clean(base)
        let short = trim(shortened(trim(composed)))
        return short.isEmpty ? fallback : short
    }
}

extension FileName {
    /// An extension longer than this is taken for a part of the name.
    private static let longestExtension = 32

    /// Whether ``readable(_:)`` would change nothing, told by a look at the bytes; false when in doubt.
    private static func isReadable(_ name: String) -> Bool {
        let blank = UInt8(ascii: " "), dot = UInt8(ascii: ".")
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return first != blank && last != blank && last != dot && name.utf8.count <= longestOriginal
            && name.utf8.allSatisfy { 0x20..<0x7F ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    }

    private static func clean(_ name: String) -> String {
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: name.unicodeScalars.filter(isShown))
        return String(kept).precomposedStringWithCanonicalMapping
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    /// Without blanks around it and without dots behind, which Windows would drop and so change the extension.
    private static func trim(_ name: String) -> String {
        let front = name.drop(while: \.isWhitespace)
        let kept = front.reversed().drop { $0 == "." || $0.isWhitespace }
        return String(kept.reversed())
    }

    /// Cut at a character's end, or inside the first character where that alone is too long; the extension stays.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > longestOriginal else { return name }
        let (stem, suffix) = split(name)
        let room = longestOriginal - suffix.utf8.count
        let whole = prefix(of: stem, bytes: room) { $0.utf8.count }
        guard whole.isEmpty else { return String(whole + suffix) }
        return String(prefix(of: stem.unicodeScalars, bytes: room) { UTF8.width($0) }) + suffix
    }

    private static func prefix<Units: Collection>(
        of units: Units, bytes room: Int, size: (Units.Element) -> Int
    ) -> Units.SubSequence {
        var used = 0
        return units.prefix { unit in
            used += size(unit)
            return used <= room
        }
    }

    /// The extension, dot included, is the last dot and the ASCII letters and digits behind it.
    private static func split(_ name: String) -> (stem: Substring, suffix: Substring) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return (name[...], "") }
        let word = name.utf8[dot...].dropFirst()
        guard 1...longestExtension ~= word.count, word.allSatisfy(isAlphanumeric) else { return (name[...], "") }
        return (name[..<dot], name[dot...])
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
