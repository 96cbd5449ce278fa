/// An e-mail address that may be registered: bounded, in lower case, with something on both sides of one `@`.
struct EmailAddress: Hashable, Sendable {
    let text: String

    /// Bytes; the longest address that can be mailed to (RFC 5321 section 4.5.3.1.3, without the brackets).
    static let longest = 254

    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let lower = text.lowercased()
        let sides = lower.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }),
            !lower.unicodeScalars.contains(where: Self.isForbidden)
        else { return nil }
        self.text = lower
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
    }
}
