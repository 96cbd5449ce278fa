internal import Foundation

extension FileName {
    /// The stored name: `stem` in `[A-Za-z0-9._-]`, cut so that `suffix` (a dot and ASCII letters, or nothing) fits.
    static func slug(_ stem: Substring, beforeExtension suffix: String) -> String {
        let room = longestStored - suffix.utf8.count
        // Without an extension no dot may stay, or a part of the stem would be taken for one.
        let text = collapsed(romanised(stem), keepingDots: !suffix.isEmpty)
        let short = trimmed(withoutOurPrefix(text).utf8.prefix(room))
        return (short.isEmpty ? fallback : short) + suffix
    }

    /// Other scripts in Latin letters, and those without their marks.
    private static func romanised(_ text: Substring) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return String(text) }
        return String(text).applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? String(text)
    }

    /// Apostrophes vanish, everything else that is not allowed becomes `-`; no `-` and no `.` stands beside another.
    private static func collapsed(_ text: String, keepingDots: Bool) -> String {
        var kept: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "'") {
            let safe = isSafe(byte) && (keepingDots || byte != dot) ? byte : dash
            if !isJoint(safe) || kept.last.map(isJoint) != true { kept.append(safe) }
        }
        return trimmed(kept)
    }

    private static func withoutOurPrefix(_ text: String) -> String {
        var rest = text
        while rest.lowercased().hasPrefix(thumbnailPrefix) {
            rest = trimmed(rest.utf8.dropFirst(thumbnailPrefix.utf8.count))
        }
        return rest
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        let back = bytes.drop(while: isJoint).reversed().drop(while: isJoint)
        return String(decoding: Array(back.reversed()), as: UTF8.self)
    }

    private static var dot: UInt8 { UInt8(ascii: ".") }
    private static var dash: UInt8 { UInt8(ascii: "-") }

    private static func isJoint(_ byte: UInt8) -> Bool { byte == dot || byte == dash }

    private static func isSafe(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || isJoint(byte) || byte == UInt8(ascii: "_")
    }
}
