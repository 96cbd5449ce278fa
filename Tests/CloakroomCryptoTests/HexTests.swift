import CloakroomCrypto
import Testing

@Suite struct HexTests {
    @Test func everyByteComesBack() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
    }

    @Test(arguments: ["a", "0g", "é0", " 00", "٠٠"])
    func refusesWhatIsNoHex(_ text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
