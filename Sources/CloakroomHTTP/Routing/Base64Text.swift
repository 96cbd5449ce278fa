import Foundation

enum Base64Text {
    /// Nil unless `encoded` is Base64 of UTF-8 text.
    static func decode(_ encoded: some StringProtocol) -> String? {
        guard let bytes = Data(base64Encoded: String(encoded)) else { return nil }
        return String(data: bytes, encoding: .utf8)
    }
}
