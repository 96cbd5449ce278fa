internal import CloakroomCrypto

/// Percent-encoding as signatures want it: byte by byte, in upper case, sparing letters, digits and `-._~` only.
/// - Source: RFC 3986 section 2.3; AWS Signature Version 4, "Create a canonical request".
enum PercentEncoding {
    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encode(_ text: some StringProtocol) -> String { encode(text, sparingSlashes: false) }

    /// Encodes what stands between the slashes of a path.
    static func encodePath(_ path: some StringProtocol) -> String { encode(path, sparingSlashes: true) }

    /// Nil for text with a broken escape, or that is no UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = Hex.decode(String(decoding: digits, as: UTF8.self))?.first else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encode(_ text: some StringProtocol, sparingSlashes: Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if unreserved.contains(byte) || (sparingSlashes && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
