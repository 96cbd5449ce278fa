import CloakroomCrypto
import Testing

/// Vectors: RFC 4231 section 4 (test case 5 truncates and is left out).
@Suite struct HMACSHA256Tests {
    struct Vector: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var code: String
    }

    static let vectors = [
        Vector(
            key: Array(repeating: 0x0B, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            key: Array(repeating: 0xAA, count: 20), message: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            key: Array(0x01...0x19), message: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            key: Array(repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            key: Array(repeating: 0xAA, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: vectors)
    func computesThePublishedCodes(_ vector: Vector) throws {
        let hmac = HMACSHA256(key: vector.key)
        #expect(hmac.code(of: vector.message).hex == vector.code)
        #expect(hmac.isValid(try #require(Digest(hex: vector.code)), of: vector.message))
    }

    @Test func refusesACodeOfAnotherMessageOrKey() {
        let code = HMACSHA256(key: [1]).code(of: [1, 2, 3])
        #expect(!HMACSHA256(key: [1]).isValid(code, of: [1, 2, 4]))
        #expect(!HMACSHA256(key: [2]).isValid(code, of: [1, 2, 3]))
    }

    @Test func takesAnEmptyKeyAndMessage() {
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(HMACSHA256(key: []).code(of: []).hex == code)
    }

    @Test func randomKeysDiffer() {
        #expect(HMACSHA256.random().code(of: [1]) != HMACSHA256.random().code(of: [1]))
    }
}
