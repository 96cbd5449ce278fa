internal import CCrypto

/// The cost parameters of scrypt, within bounds that keep one derivation under 64 MiB and about a second.
/// - Source: RFC 7914.
public struct Scrypt: Hashable, Sendable {
    /// The binary logarithm of the cost N.
    public let logN: Int
    /// The block size.
    public let r: Int
    /// The parallelisation.
    public let p: Int

    /// What new passwords are hashed with: 32 MiB and about a tenth of a second.
    public static let standard = Scrypt(unchecked: 15, r: 8, p: 1)

    /// Bytes that one derivation may use.
    private static let mostMemory: UInt64 = 64 << 20
    /// The largest product N * r * p: sixteen times that of ``standard``.
    private static let mostWork: UInt64 = 1 << 22

    /// Nil when a parameter, or all of them together, would cost too much.
    public init?(logN: Int, r: Int, p: Int) {
        guard 1...20 ~= logN, 1...32 ~= r, 1...16 ~= p else { return nil }
        let work = UInt64(r) << UInt64(logN)
        guard work * 128 <= Self.mostMemory, work * UInt64(p) <= Self.mostWork else { return nil }
        self.init(unchecked: logN, r: r, p: p)
    }

    private init(unchecked logN: Int, r: Int, p: Int) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// Derives `count` bytes. Blocks its thread; never call it from the cooperative pool.
    /// - Throws: ``ScryptFailure`` when there is not enough memory.
    public func derive(_ count: Int, from password: some Sequence<UInt8>, salt: [UInt8]) throws -> [UInt8] {
        let password = password.map(CChar.init(bitPattern:))
        var key = [UInt8](repeating: 0, count: count)
        let room = Self.mostMemory * 2
        let done = EVP_PBE_scrypt(
            password, password.count, salt, salt.count, 1 << UInt64(logN), UInt64(r), UInt64(p), room, &key, key.count)
        guard done == 1 else { throw ScryptFailure() }
        return key
    }
}

/// libcrypto could not derive a key, for want of memory.
public struct ScryptFailure: Error {
    public init() {}
}
