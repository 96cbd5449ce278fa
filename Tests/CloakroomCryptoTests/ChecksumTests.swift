import CloakroomCrypto
import Testing

@Suite struct ChecksumTests {
    /// - Source: RFC 3174 section 7.3, RFC 1321 appendix A.5, FIPS 180-2 appendix B.1, and the check value of CRC-32.
    @Test(arguments: [
        (Checksum.Algorithm.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.crc32, "123456789", "cbf43926"), (.crc32, "", "00000000"),
    ]) func knownValues(_ algorithm: Checksum.Algorithm, _ text: String, _ value: String) {
        let hasher = ChecksumHasher(algorithm)
        for byte in text.utf8 { withUnsafeBytes(of: byte) { hasher.update($0) } }
        let found = hasher.finish()
        #expect(Hex.encode(found) == value)
        #expect(Checksum(algorithm, value: found) != nil)
        #expect(Checksum(algorithm, value: Array(found.dropLast())) == nil)
    }
}
