import Foundation
import Testing

/// Requests behind which nothing is read any more, against the real binary.
@Suite(.timeLimit(.minutes(15))) struct LastRequestTests {
    private static let health = "GET /healthz HTTP/1.1\r\nHost: a\r\n"
    private static let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"

    private static let requests: [(text: String, status: Int)] = [
        (health + upgrade + "\r\n", 200), (health + "Connection: close\r\n\r\n", 200),
        ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        // Its answer takes a moment, so that what is behind it comes first.
        ("POST /auth/signin HTTP/1.0\r\nConnection: keep-alive, close\r\nContent-Length: 2\r\n\r\n{}", 422),
    ]

    /// What is behind it is no request, and the service waits for nothing more.
    @Test(arguments: requests)
    func aLastRequestHasOneAnswerAndTheConnectionEnds(text: String, status: Int) throws {
        let loaded = try LoadedService([:])
        for rest in ["", Self.health + "\r\n"] {
            let socket = try loaded.connect()
            socket.send(text + rest)
            let answer = socket.receiveToEnd()
            #expect(answer.status == status)
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
            // The one that asks.
            try loaded.awaitMetric("cloakroom_connections 1.0")
            socket.close()
        }
    }

    /// curl offers HTTP/2 with each request, and makes a new connection where the last one ended.
    @Test func aClientThatOffersHTTP2IsAnsweredEachTime() throws {
        let loaded = try LoadedService(["CLOAKROOM_HEADER_SECONDS": "1"])
        let address = "\(loaded.service.url)/healthz"
        let statuses = try loaded.service.curl(
            "--http2", "-o", "/dev/null", "-o", "/dev/null", "-w", "%{http_code}\n", address, address)
        #expect(statuses.split(separator: "\n") == ["200", "200"])
    }
}
