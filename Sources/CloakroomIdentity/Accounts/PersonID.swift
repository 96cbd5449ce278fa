/// The id of a guest or an external user. It becomes part of storage paths, so few characters may stand in it.
struct PersonID: Hashable, Sendable {
    let text: String

    /// Nil unless `text` is 1 to 64 of `A-Z a-z 0-9 . _ -` and does not begin with a dot.
    init?(_ text: String) {
        let bytes = text.utf8
        guard 1...64 ~= bytes.count, bytes.first != UInt8(ascii: "."), bytes.allSatisfy(Self.isSafe) else { return nil }
        self.text = text
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
