import CloakroomCrypto
import Testing

@Suite struct SecureRandomTests {
    @Test func valuesHaveTheirFormAndDiffer() throws {
        #expect(SecureRandom.hex(32).utf8.count == 64)
        #expect(SecureRandom.hex(32) != SecureRandom.hex(32))
        #expect(
            try #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#.wholeMatch(
                in: SecureRandom.uuid()) != nil)
    }

    @Test func passwordsAreTwentyPlainLettersAndDigits() {
        let password = SecureRandom.password()
        #expect(password.wholeMatch(of: #/[a-z2-9]{20}/#) != nil)
        #expect(!password.contains { "l1o0".contains($0) })
        #expect(password != SecureRandom.password())
    }
}
