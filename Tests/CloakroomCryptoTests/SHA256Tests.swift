import CloakroomCrypto
import Testing

/// Vectors: FIPS 180-2 appendix B, and its empty and million-letter messages.
@Suite struct SHA256Tests {
    static let vectors: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: vectors)
    func hashesThePublishedMessages(_ vector: (message: String, digest: String)) {
        #expect(Digest(of: vector.message.utf8).hex == vector.digest)
        #expect(Digest(of: AnySequence(vector.message.utf8)).hex == vector.digest)
    }

    @Test(arguments: vectors)
    func hashesTheSamePieceByPiece(_ vector: (message: String, digest: String)) {
        let hasher = SHA256Hasher()
        let bytes = Array(vector.message.utf8)
        for start in stride(from: 0, to: bytes.count, by: 999) {
            bytes[start..<min(start + 999, bytes.count)].withUnsafeBytes { hasher.update($0) }
        }
        #expect(hasher.finish().hex == vector.digest)
    }
}
