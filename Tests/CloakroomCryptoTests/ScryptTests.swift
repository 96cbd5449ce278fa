import CloakroomCrypto
import Testing

@Suite struct ScryptTests {
    struct Vector: Sendable {
        var password: String
        var salt: String
        var cost: (logN: Int, r: Int, p: Int)
        var key: String
    }

    /// RFC 7914 section 12; its fourth vector needs a gigabyte and is beyond our bounds.
    static let vectors = [
        Vector(
            password: "", salt: "", cost: (4, 1, 1),
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            password: "password", salt: "NaCl", cost: (10, 8, 16),
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        Vector(
            password: "pleaseletmein", salt: "SodiumChloride", cost: (14, 8, 1),
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ]

    @Test(arguments: vectors)
    func derivesThePublishedKeys(_ vector: Vector) throws {
        let cost = try #require(Scrypt(logN: vector.cost.logN, r: vector.cost.r, p: vector.cost.p))
        let key = try cost.derive(64, from: vector.password.utf8, salt: Array(vector.salt.utf8))
        #expect(Hex.encode(key) == vector.key)
    }

    @Test(arguments: [
        (0, 8, 1), (-1, 8, 1), (21, 1, 1), (15, 0, 1), (15, 33, 1), (15, 8, 0), (15, 8, 17), (17, 8, 1), (20, 32, 16),
        (Int.max, 8, 1), (15, Int.max, 1), (15, 8, Int.min),
    ])
    func refusesCostsOutOfBounds(_ cost: (logN: Int, r: Int, p: Int)) {
        #expect(Scrypt(logN: cost.logN, r: cost.r, p: cost.p) == nil)
    }

    @Test func theStandardCostIsWithinItsBounds() {
        let standard = Scrypt.standard
        #expect(Scrypt(logN: standard.logN, r: standard.r, p: standard.p) == standard)
    }
}
