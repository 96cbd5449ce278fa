internal import CCrypto

/// Keyed hashes with HMAC-SHA256.
/// - Source: RFC 2104.
public struct HMACSHA256: Sendable, CustomStringConvertible {
    private let key: [UInt8]

    public init(key: some Sequence<UInt8>) {
        self.key = Array(key)
    }

    /// The key never gets into a log, even when what holds it is printed as a whole.
    public var description: String { "HMACSHA256(hidden)" }

    /// A key that exists only as long as this value.
    public static func random() -> HMACSHA256 { HMACSHA256(key: SecureRandom.bytes(32)) }

    /// The authentication code of `message`.
    public func code(of message: some Sequence<UInt8>) -> Digest {
        let message = Array(message)
        var code = [UInt8](repeating: 0, count: 32)
        guard HMAC(EVP_sha256(), key, Int32(clamping: key.count), message, message.count, &code, nil) != nil else {
            fatalError("libcrypto cannot compute HMAC-SHA256")
        }
        return Digest(finished: code)
    }

    /// Whether `code` is the authentication code of `message`, in constant time.
    public func isValid(_ code: Digest, of message: some Sequence<UInt8>) -> Bool {
        ConstantTime.areEqual(code.bytes, self.code(of: message).bytes)
    }
}
