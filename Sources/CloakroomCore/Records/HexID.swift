internal import CloakroomCrypto

/// The id of a project, user, bot or subscription: exactly 24 hex digits, kept in lower case.
public struct HexID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Nil for anything but 24 ASCII hex digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 24, text.utf8.allSatisfy(Self.isHexDigit) else { return nil }
        self.text = text.lowercased()
    }

    private init(random bytes: [UInt8]) {
        text = Hex.encode(bytes)
    }

    /// A new id from the system's random source.
    public static func random() -> HexID { HexID(random: SecureRandom.bytes(12)) }

    public var description: String { text }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
