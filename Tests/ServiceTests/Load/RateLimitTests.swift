import Foundation
import Testing

/// The rate limits of the real binary, by requests in one pipelined burst.
@Suite(.serialized) struct RateLimitTests {
    private func burst(
        _ loaded: LoadedService, _ count: Int, _ method: String, _ fields: String,
        target: String = "/files?path=uploads/none"
    ) throws -> [String] {
        let request = "\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(fields)"
        let socket = try loaded.connect()
        socket.send(String(repeating: request + "\r\n", count: count - 1) + request + "Connection: close\r\n\r\n")
        return socket.receiveToEnd().components(separatedBy: "HTTP/1.1 ").dropFirst().map { "HTTP/1.1 " + $0 }
    }

    @Test func oneGuestsBurstIsHeldToItsAllowanceAndAnotherIsUnharmed() throws {
        let loaded = try LoadedService(["CLOAKROOM_WRITES_PER_MINUTE": "200"])
        let answers = try burst(loaded, 1000, "DELETE", "Authorization: JWT \(loaded.guest)\r\n")
        #expect(answers.count == 1000)
        #expect(answers.prefix(200).allSatisfy { $0.status == 404 })
        let refused = try #require(answers.last { $0.status == 429 })
        #expect(answers.count { $0.status == 429 } > 500)
        #expect(refused.contains("Retry-After: 1\r\n") && refused.contains("RateLimit-Limit: 200\r\n"))
        #expect(refused.contains("RateLimit-Remaining: 0\r\n") && refused.contains("RateLimit-Reset: 60\r\n"))
        let title = #""message":"Rate limit exceeded","error":"Rate limit exceeded","msg":"Too many requests: "#
        #expect(refused.contains(title + "200 writes a minute are allowed, try again in 1 s\""))
        let other = try burst(loaded, 100, "DELETE", "Authorization: JWT \(loaded.owner)\r\n")
        #expect(other.allSatisfy { $0.status == 404 })
        let reads = try burst(loaded, 100, "GET", "Authorization: JWT \(loaded.guest)\r\n")
        #expect(reads.allSatisfy { $0.status == 404 })
    }

    @Test func whoProvesNothingCountsByAddressWhateverItClaims() throws {
        let loaded = try LoadedService(["CLOAKROOM_READS_PER_MINUTE": "200"])
        let made = try (1...4).flatMap {
            try burst(loaded, 100, "GET", "Authorization: JWT wrong\r\nX-Forwarded-For: 203.0.113.\($0)\r\n")
        }
        #expect(made.prefix(200).allSatisfy { $0.status == 401 })
        #expect(made.last?.status == 429)
        let known = try burst(loaded, 100, "GET", "Authorization: JWT \(loaded.guest)\r\n")
        #expect(known.allSatisfy { $0.status == 404 })
    }

    @Test func aTrustedProxysClientsAreToldApart() throws {
        let loaded = try LoadedService([
            "CLOAKROOM_READS_PER_MINUTE": "200", "CLOAKROOM_TRUSTED_PROXIES": "127.0.0.0/8",
        ])
        for client in 1...4 {
            let answers = try burst(loaded, 150, "GET", "X-Forwarded-For: 9.9.9.9, 203.0.113.\(client)\r\n")
            #expect(answers.allSatisfy { $0.status == 401 })
        }
    }

    /// They are counted before anybody looks whether they hold, and leave those who bring a credential alone.
    @Test func signedLinksHaveTenTimesTheAllowanceByAddress() throws {
        let loaded = try LoadedService(["CLOAKROOM_READS_PER_MINUTE": "200"])
        let link = "/files?path=uploads/none&expires=4000000000&signature=\(String(repeating: "0", count: 64))"
        let answers = try burst(loaded, 4000, "GET", "", target: link)
        #expect(answers.prefix(2000).allSatisfy { $0.status == 404 })
        #expect(answers.contains { $0.status == 429 && $0.contains("RateLimit-Limit: 2000\r\n") })
        let known = try burst(loaded, 200, "GET", "Authorization: JWT \(loaded.guest)\r\n")
        #expect(known.allSatisfy { $0.status == 404 })
    }

    @Test func openReadsHaveTenTimesTheAllowance() throws {
        let loaded = try LoadedService(["CLOAKROOM_READS_PER_MINUTE": "200", "CLOAKROOM_READS": "capability"])
        let answers = try burst(loaded, 4000, "GET", "")
        #expect(answers.prefix(2000).allSatisfy { $0.status == 404 })
        #expect(answers.contains { $0.status == 429 && $0.contains("RateLimit-Limit: 2000\r\n") })
    }
}
