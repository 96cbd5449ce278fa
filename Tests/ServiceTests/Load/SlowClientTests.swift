import Foundation
import Testing

/// Clients that are slow, silent or gone, against the real binary with short patience.
@Suite(.serialized) struct SlowClientTests {
    @Test func aHeaderThatNeverEndsIsAnsweredWith408() throws {
        let loaded = try LoadedService(["CLOAKROOM_HEADER_SECONDS": "1"])
        let socket = try loaded.connect()
        socket.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        #expect(socket.receiveToEnd().status == 408)
    }

    @Test func aSilentConnectionIsClosedWithoutAWord() throws {
        let loaded = try LoadedService(["CLOAKROOM_IDLE_SECONDS": "1"])
        #expect(try loaded.connect().receiveToEnd() == "")
    }

    @Test func aBodyThatStopsIsAnsweredWith408AndLeavesNothing() throws {
        let loaded = try LoadedService(["CLOAKROOM_BODY_WINDOW_SECONDS": "1"])
        let socket = try loaded.connect()
        socket.send(loaded.uploadHead(loaded.guest, length: 1_000_000) + loaded.form("x").prefix(120))
        let answer = socket.receiveToEnd()
        #expect(answer.status == 408)
        #expect(answer.contains("Connection: close"))
        try loaded.awaitMetric("cloakroom_refusals_total{kind=\"chat\",reason=\"timeout\"} 1")
        try loaded.awaitMetric("cloakroom_uploads_in_flight 0.0")
        try loaded.expectNothingLeft()
    }

    @Test(arguments: [false, true])
    func anUploadThatIsBrokenOffLeavesNothing(byReset: Bool) throws {
        let loaded = try LoadedService([:])
        let sockets = try (0..<4).map { _ in try loaded.connect() }
        for socket in sockets {
            socket.send(loaded.uploadHead(loaded.guest, length: 8_000_000))
            socket.send(loaded.form(String(repeating: "x", count: 2_000_000)).dropLast(9).description)
        }
        try loaded.awaitMetric("cloakroom_uploads_in_flight 4.0")
        for socket in sockets { byReset ? socket.reset() : socket.close() }
        try loaded.awaitMetric("cloakroom_refusals_total{kind=\"chat\",reason=\"aborted\"} 4")
        try loaded.awaitMetric("cloakroom_uploads_in_flight 0.0")
        #expect(loaded.openFiles("spool").isEmpty)
        try loaded.expectNothingLeft()
    }

    @Test(arguments: [false, true])
    func aDownloadThatIsBrokenOffFreesItsFile(byReset: Bool) throws {
        let loaded = try LoadedService(["MAX_UPLOAD_FILE_SIZE": "100000000"])
        let path = try loaded.upload(String(repeating: "x", count: 32 << 20))
        let socket = try loaded.connect(window: 4096)
        socket.send(loaded.download(path))
        #expect(!socket.receive(limit: 100).isEmpty)
        while loaded.openFiles("primary").isEmpty {}
        byReset ? socket.reset() : socket.close()
        try loaded.awaitMetric("cloakroom_connections 1.0")
        try loaded.awaitNoOpenFiles("primary")
    }

    @Test func aClientThatTakesNoMoreOfItsDownloadIsCutAndItsFileIsFree() throws {
        let loaded = try LoadedService(["MAX_UPLOAD_FILE_SIZE": "100000000", "CLOAKROOM_ANSWER_SECONDS": "1"])
        let path = try loaded.upload(String(repeating: "x", count: 32 << 20))
        let socket = try loaded.connect(window: 4096)
        socket.send(loaded.download(path))
        #expect(!socket.receive(limit: 100).isEmpty)
        try loaded.awaitMetric("cloakroom_cut_connections_total{reason=\"stalled\"} 1")
        try loaded.awaitMetric("cloakroom_connections 1.0")
        try loaded.awaitNoOpenFiles("primary")
    }
}
