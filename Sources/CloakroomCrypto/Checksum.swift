internal import CCrypto

/// A checksum that somebody else made of bytes that are still to come. Some of the algorithms stop mistakes only, not
/// forgers: nothing that must be safe rests on them.
public struct Checksum: Hashable, Sendable {
    public enum Algorithm: String, Sendable, CaseIterable { case sha1, sha256, md5, crc32 }

    public let algorithm: Algorithm
    public let value: [UInt8]

    /// Nil when `value` has not the length of this algorithm's checksums, or this libcrypto has not the algorithm.
    public init?(_ algorithm: Algorithm, value: [UInt8]) {
        guard value.count == algorithm.length, Algorithm.offered.contains(algorithm) else { return nil }
        self.algorithm = algorithm
        self.value = value
    }
}

extension Checksum.Algorithm {
    /// Those that there are: a libcrypto that is held to FIPS 140 has no MD5.
    public static let offered = allCases.filter { $0.method.map { ChecksumHasher.context(for: $0) != nil } ?? true }

    /// Bytes.
    fileprivate var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .md5: 16
        case .crc32: 4
        }
    }

    fileprivate var method: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .md5: EVP_md5()
        case .crc32: nil
        }
    }
}

/// Makes a checksum of an offered algorithm, piece by piece. One caller at a time; not reusable after ``finish()``.
public final class ChecksumHasher {
    private let algorithm: Checksum.Algorithm
    private let context: OpaquePointer?
    private var crc = CRC32()

    public init(_ algorithm: Checksum.Algorithm) {
        self.algorithm = algorithm
        guard let method = algorithm.method else {
            context = nil
            return
        }
        guard let made = Self.context(for: method) else { fatalError("libcrypto cannot start \(algorithm)") }
        context = made
    }

    /// Nil when libcrypto does not start it.
    fileprivate static func context(for method: OpaquePointer) -> OpaquePointer? {
        let made = EVP_MD_CTX_new()
        if EVP_DigestInit_ex(made, method, nil) == 1 { return made }
        EVP_MD_CTX_free(made)
        return nil
    }

    deinit { EVP_MD_CTX_free(context) }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard let context else { return crc.update(bytes) }
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    public func finish() -> [UInt8] {
        guard let context else { return crc.bytes }
        var bytes = [UInt8](repeating: 0, count: algorithm.length)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return bytes
    }
}

/// The cyclic redundancy check of Ethernet, gzip and PNG.
/// - Source: ISO 3309, RFC 1952 section 8.
struct CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private var state: UInt32 = .max

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state = Self.table.withUnsafeBufferPointer { table in
            bytes.reduce(state) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
        }
    }

    /// Big-endian.
    var bytes: [UInt8] { withUnsafeBytes(of: (~state).bigEndian, Array.init) }
}
