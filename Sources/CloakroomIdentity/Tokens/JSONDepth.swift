/// Whether JSON from outside may be decoded at all.
///
/// Decoding costs far more than in proportion to the depth: five kilobytes, most of them brackets, take seconds.
enum JSONDepth {
    /// Objects and lists within each other; what people write into tokens has a few.
    static let most = 16

    /// False for what is deeper, and for NUL, which stands in JSON of other encodings than UTF-8 only: what is counted
    /// here must be what is decoded.
    static func isBearable(_ json: some Sequence<UInt8>) -> Bool {
        var (depth, isInText, isEscaped) = (0, false, false)
        for byte in json {
            switch byte {
            case 0: return false
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInText
            case UInt8(ascii: "\""): isInText.toggle()
            case _ where isInText: break
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth > most { return false }
        }
        return true
    }
}
