import Testing

@testable import CloakroomHTTP

@Suite struct ClientAddressTests {
    private let proxies = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"].compactMap(IPNetwork.init)

    private func client(_ peer: String, _ forwarded: String...) -> String {
        ClientAddress(IPAddress(peer), forwardedFor: forwarded, trusting: proxies).name
    }

    @Test func onlyATrustedProxyIsBelieved() {
        #expect(client("198.51.100.1", "203.0.113.5") == client("198.51.100.1"))
        #expect(client("10.1.2.3", "203.0.113.5") == client("203.0.113.5"))
        #expect(client("192.0.2.8", "203.0.113.5") == client("192.0.2.8"))
    }

    @Test func whatTheClientMadeUpStandsBeforeWhatTheProxySaw() {
        #expect(client("10.1.2.3", "1.1.1.1, 203.0.113.5") == client("203.0.113.5"))
        #expect(client("10.1.2.3", "1.1.1.1", "203.0.113.5, 192.0.2.7 , 10.9.9.9") == client("203.0.113.5"))
        #expect(client("10.1.2.3", "1.1.1.1, nonsense") == client("10.1.2.3"))
    }

    @Test(arguments: ["203.0.113.5:4711", "::ffff:203.0.113.5", " 203.0.113.5\t"])
    func oneAddressHasOneNameHoweverItIsSpelled(text: String) {
        #expect(client("10.1.2.3", text) == client("203.0.113.5"))
    }

    @Test(arguments: ["203.0.113.5", "0.0.0.0", "2001:db8::1", "::1", "fe80::a:0:0:1"])
    func aLogShowsAnAddressAsPeopleWriteIt(text: String) {
        #expect(ClientAddress(IPAddress(text), forwardedFor: [], trusting: []).description == text)
        let forwarded = ClientAddress(IPAddress("10.0.0.1"), forwardedFor: ["[\(text)]"], trusting: proxies)
        #expect(forwarded.description == text || text.hasPrefix("2001:db8"))
    }

    @Test func neighboursInAnIPv6NetworkOf64BitsAreOne() {
        #expect(client("2a00:1:2:3::1") == client("2a00:1:2:3:ffff::9"))
        #expect(client("2a00:1:2:3::1") != client("2a00:1:2:4::1"))
        #expect(client("2001:db8::5", "[2a00:1:2:3::1]:443") == client("2a00:1:2:3::1"))
        #expect(client("203.0.113.5") != client("203.0.113.6"))
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "a", "", "1.2.3.4/", "1.2.3.4/8/8"])
    func whatIsNoNetworkIsRefused(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2a00::1", false), ("10.0.0.0/8", "10.255.0.1", true),
        ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3/31", "10.1.2.2", true), ("::/0", "8.8.8.8", true),
        ("2001:db8::/33", "2001:db8:7fff::", true), ("2001:db8::/33", "2001:db8:8000::", false),
    ])
    func networksContainTheirAddresses(network: String, address: String, isInside: Bool) throws {
        let address = try #require(IPAddress(address))
        #expect(IPNetwork(network)?.contains(address) == isInside)
    }
}
