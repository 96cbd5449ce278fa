/// Percent-encoding of UTF-8 text.
/// - Source: RFC 3986 section 2.1.
enum PercentEncoding {
    /// What JavaScript's `encodeURIComponent` gives, so with `/` as `%2F`.
    static func component(_ text: String) -> String { encode(text.utf8, keeping: componentMarks) }

    /// The form of RFC 8187 section 3.2.1 for `filename*`.
    static func extendedValue(_ text: String) -> String { encode(text.utf8, keeping: attributeMarks) }

    /// The bytes meant by `text`; nil when a `%` is not followed by two hex digits.
    static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case ASCII.percent:
                guard let high = iterator.next().flatMap(ASCII.hexValue),
                    let low = iterator.next().flatMap(ASCII.hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(ASCII.space)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// `text` decoded once more, for clients that encode twice; nil when that changes nothing or gives no valid text.
    static func decodedAgain(_ text: String) -> String? {
        guard text.utf8.contains(ASCII.percent), let bytes = decode(text.utf8) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let componentMarks = Set("-_.!~*'()".utf8)
    private static let attributeMarks = Set("!#$&+-.^_`|~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encode(_ bytes: some Sequence<UInt8>, keeping marks: Set<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            if ASCII.isAlphanumeric(byte) || marks.contains(byte) {
                text.append(byte)
            } else {
                text += [ASCII.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
