import Foundation
import Testing

/// How many at once, against the real binary with small limits.
@Suite(.serialized) struct LimitTests {
    @Test func onePrincipalsUploadsAreCountedAndAnotherIsUnharmed() throws {
        let loaded = try LoadedService(["CLOAKROOM_UPLOADS_PER_PRINCIPAL": "2"])
        let held = try (0..<2).map { _ in try loaded.connect() }
        for socket in held { socket.send(loaded.uploadHead(loaded.guest, length: 1_000_000)) }
        try loaded.awaitMetric("cloakroom_uploads_in_flight 2.0")
        let refused = try loaded.ask(loaded.uploadHead(loaded.guest, length: 1_000_000))
        #expect(refused.status == 429)
        #expect(refused.contains("Retry-After: 1\r\n"))
        #expect(refused.contains("No more than 2 uploads at once"))
        _ = try loaded.upload("from somebody else")
    }

    /// The port is asked once more only when a place is free: until then the answer does not come.
    @Test func aConnectionTooManyWaitsForAPlace() throws {
        let loaded = try LoadedService(["CLOAKROOM_CONNECTIONS": "3"])
        let held = try (0..<3).map { _ in try loaded.connect() }
        for socket in held {
            socket.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(String(decoding: socket.receive(), as: UTF8.self).status == 200)
        }
        let late = try loaded.connect()
        late.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        held[0].send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(String(decoding: held[0].receive(), as: UTF8.self).status == 200)
        held[1].close()
        #expect(late.receiveToEnd().status == 200)
    }

    @Test func hundredsOfSilentConnectionsHarmNobody() throws {
        let loaded = try LoadedService([:])
        let silent = try (0..<400).map { _ in try loaded.connect() }
        try loaded.awaitMetric("cloakroom_connections 401.0")
        let path = try loaded.upload("still here")
        #expect(
            try loaded.ask(loaded.download(path).replacing("Host: a", with: "Host: a\r\nConnection: close")).status
                == 200)
        for socket in silent { socket.close() }
        try loaded.awaitMetric("cloakroom_connections 1.0")
    }
}
