import Foundation

/// The Base64 of tokens.
/// - Source: RFC 4648 section 5, RFC 7515 section 2 (without padding).
enum Base64URL {
    /// Nil unless every byte is of the alphabet and their count is possible.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var plain = Data(capacity: text.count + 3)
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: plain.append(byte)
            }
        }
        plain.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - text.count % 4) % 4))
        return Data(base64Encoded: plain).map(Array.init)
    }
}
