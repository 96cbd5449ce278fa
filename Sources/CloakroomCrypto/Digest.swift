internal import CCrypto

/// A SHA-256 digest: 32 bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// All at once: an array would be hashed byte by byte.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Nil unless there are 64 hex digits.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    init(finished bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The digest of bytes that are in memory already.
    public init(of content: some Sequence<UInt8>) {
        let quick = content.withContiguousStorageIfAvailable { Digest(of: UnsafeRawBufferPointer($0)) }
        self = quick ?? Array(content).withUnsafeBytes { Digest(of: $0) }
    }

    private init(of content: UnsafeRawBufferPointer) {
        var bytes = [UInt8](repeating: 0, count: 32)
        guard EVP_Digest(content.baseAddress, content.count, &bytes, nil, SHA256Method.shared, nil) == 1 else {
            fatalError("libcrypto cannot hash with SHA-256")
        }
        self.bytes = bytes
    }

    public var hex: String { Hex.encode(bytes) }
    public var description: String { hex }
}

/// Hashes a stream with SHA-256, piece by piece. One caller at a time; not reusable after ``finish()``.
public final class SHA256Hasher {
    private let context: OpaquePointer

    public init() {
        guard let made = EVP_MD_CTX_new(), EVP_DigestInit_ex(made, SHA256Method.shared, nil) == 1 else {
            fatalError("libcrypto cannot start SHA-256")
        }
        context = made
    }

    deinit { EVP_MD_CTX_free(context) }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    public func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return Digest(finished: bytes)
    }
}

/// SHA-256 looked up once: libcrypto 3 otherwise searches its providers again for every digest.
private enum SHA256Method {
    nonisolated(unsafe) static let shared = EVP_MD_fetch(nil, "SHA256", nil)
}
