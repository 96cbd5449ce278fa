internal import CCrypto

/// Comparisons whose duration tells nothing about where two secrets differ.
public enum ConstantTime {
    /// Whether both hold the same bytes; only their lengths influence the time.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
