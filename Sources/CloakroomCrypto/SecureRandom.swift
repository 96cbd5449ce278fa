internal import CCrypto

/// Random values that nobody can guess, from libcrypto's generator.
public enum SecureRandom {
    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { fatalError("libcrypto has no randomness") }
        return bytes
    }

    /// `count` random bytes in lower-case hex.
    public static func hex(_ count: Int) -> String { Hex.encode(bytes(count)) }

    /// A version 4 UUID in lower case.
    /// - Source: RFC 9562 section 5.4.
    public static func uuid() -> String {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = Hex.encode(bytes)
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }.joined(separator: "-")
    }

    /// A password that people can copy by hand: 20 letters and digits, none of them easily mistaken, 100 random bits.
    public static func password() -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        return String(decoding: bytes(20).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
    }
}
