/// Classes of bytes that header fields are made of.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let percent = UInt8(ascii: "%")
    static let dash = UInt8(ascii: "-")

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// Everything below a space except the tab, and DEL.
    static func isControl(_ byte: UInt8) -> Bool { (byte < space && byte != tab) || byte == 0x7F }

    /// A character of a header's name.
    /// - Source: RFC 9110 section 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || tokenPunctuation.contains(byte) }

    private static let tokenPunctuation = Set("!#$%&'*+-.^_`|~".utf8)

    /// The value of a hexadecimal digit in either case.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension StringProtocol {
    /// Without the blanks (space, tab) around it.
    var trimmingBlanks: String {
        let back = utf8.drop(while: ASCII.isBlank).reversed().drop(while: ASCII.isBlank)
        return String(decoding: Array(back.reversed()), as: UTF8.self)
    }
}
