import Foundation
import Testing

/// How connections live and end on which reads are answered from memory.
@Suite(.serialized) struct HotConnectionTests {
    /// More than any socket takes at once.
    private static let many = 400

    private func desk(_ environment: [String: String] = [:]) throws -> HotDesk {
        try HotDesk(
            environment.merging(["CLOAKROOM_READS_PER_MINUTE": "100000"]) { $1 },
            content: String(repeating: "x", count: 60_000))
    }

    private func request(_ desk: HotDesk) -> String { String(decoding: desk.get().bytes, as: UTF8.self) }

    /// - Throws: when the connection ends before.
    private func takeAnswer(_ socket: RawSocket) throws {
        var received = 0
        while received < 60_000 {
            let bytes = socket.receive()
            try #require(!bytes.isEmpty)
            received += bytes.count
        }
    }

    /// A connection whose last read was answered from memory.
    private func usedConnection(_ desk: HotDesk) throws -> RawSocket {
        let socket = try desk.loaded.connect()
        let before = try desk.hits()
        repeat {
            socket.send(request(desk))
            try takeAnswer(socket)
        } while try desk.hits() == before
        return socket
    }

    @Test func aClientThatHasSaidAllGetsAllItsAnswers() throws {
        let desk = try desk()
        let socket = try desk.loaded.connect(window: 4096)
        socket.send(String(repeating: request(desk), count: Self.many))
        socket.endSending()
        let answers = socket.receiveToEnd().components(separatedBy: "HTTP/1.1 200 OK").dropFirst()
        #expect(answers.count == Self.many)
        #expect(answers.last?.utf8.count ?? 0 > 60_000)
    }

    @Test func aClientThatTakesNothingIsCut() throws {
        let desk = try desk(["CLOAKROOM_ANSWER_SECONDS": "1"])
        let before = try desk.hits()
        let socket = try desk.loaded.connect(window: 4096)
        socket.send(String(repeating: request(desk), count: Self.many))
        try desk.loaded.awaitMetric("cloakroom_cut_connections_total{reason=\"stalled\"} 1")
        #expect(try desk.hits() > before)
    }

    @Test func aConnectionThatFallsSilentIsClosed() throws {
        let desk = try desk(["CLOAKROOM_IDLE_SECONDS": "3"])
        let socket = try usedConnection(desk)
        #expect(socket.receiveToEnd() == "")
        // The desk's own connection has fallen silent as well.
        try desk.loaded.awaitAny("cloakroom_cut_connections_total{reason=\"idle\"}")
    }

    @Test func aHeaderThatNeverEndsIsCutBehindAnAnswerToo() throws {
        let desk = try desk(["CLOAKROOM_HEADER_SECONDS": "3"])
        let socket = try usedConnection(desk)
        socket.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        #expect(socket.receiveToEnd().contains("HTTP/1.1 408"))
    }
}
