import CloakroomCrypto
import Testing

@Suite struct PasswordHashTests {
    static let cheap = Scrypt(logN: 4, r: 1, p: 1)

    @Test func aPasswordMatchesItsOwnHashOnly() throws {
        let hash = try PasswordHash(hashing: "cor:rect hörse", cost: try #require(Self.cheap))
        #expect(try hash.matches("cor:rect hörse"))
        #expect(try !hash.matches("cor:rect hörsf"))
        #expect(try !hash.matches(""))
    }

    @Test func theTextKeepsTheHash() throws {
        let hash = try PasswordHash(hashing: "secret", cost: try #require(Self.cheap))
        #expect(hash.description.hasPrefix("$scrypt$ln=4,r=1,p=1$"))
        #expect(hash.description.filter { $0 == "=" }.count == 3)
        let read = try #require(PasswordHash(hash.description))
        #expect(read == hash)
        #expect(try read.matches("secret"))
    }

    /// RFC 7914 section 12's third vector, written as text.
    @Test func readsAHashMadeElsewhere() throws {
        let text =
            "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
            + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
        let hash = try #require(PasswordHash(text))
        #expect(try hash.matches("pleaseletmein"))
        #expect(try !hash.matches("pleaseletmeout"))
    }

    @Test func twoHashesOfOnePasswordDiffer() throws {
        let cost = try #require(Self.cheap)
        #expect(try PasswordHash(hashing: "a", cost: cost) != PasswordHash(hashing: "a", cost: cost))
    }

    static let salt = "AAECAwQFBgcICQoLDA0ODw"
    static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    @Test func theRefusedTextsDifferFromAGoodOne() {
        #expect(PasswordHash("$scrypt$ln=15,r=8,p=1$\(Self.salt)$\(Self.key)") != nil)
    }

    @Test(arguments: [
        "", "$", "$$$$", "plain", "$2b$10$abcdefghijklmnopqrstuv",
        "$scrypt$ln=31,r=8,p=1$\(salt)$\(key)",
        "$scrypt$ln=15,r=8,p=99$\(salt)$\(key)",
        "$scrypt$ln=99999999999999999999,r=8,p=1$\(salt)$\(key)",
        "$scrypt$ln=-1,r=8,p=1$\(salt)$\(key)",
        "$scrypt$r=8,ln=15,p=1$\(salt)$\(key)",
        "$scrypt$ln=15,r=8$\(salt)$\(key)",
        "$scrypt$ln=15,r=8,p=1,x=1$\(salt)$\(key)",
        "$scrypt$ln=15,r=8,p=$\(salt)$\(key)",
        "$argon2id$ln=15,r=8,p=1$\(salt)$\(key)",
        "$scrypt$ln=15,r=8,p=1$$\(key)",
        "$scrypt$ln=15,r=8,p=1$\(salt)$",
        "$scrypt$ln=15,r=8,p=1$\(salt)$****",
        "$scrypt$ln=15,r=8,p=1$\(salt)$AAAA",
        "$scrypt$ln=15,r=8,p=1$\(salt)==$\(key)",
        "$scrypt$ln=15,r=8,p=1$\(salt)$\(key)$",
        "$scrypt$ln=15,r=8,p=1$\(salt)$\(String(repeating: "A", count: 400))",
    ])
    func refusesTextsThatAreNoSuchHash(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }
}
