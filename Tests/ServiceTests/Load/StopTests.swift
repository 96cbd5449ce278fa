import Foundation
import Testing

/// SIGTERM to the real binary while it works.
@Suite(.serialized) struct StopTests {
    @Test func uploadsUnderWayAreFinishedAndNothingAcknowledgedIsLost() throws {
        let loaded = try LoadedService([:])
        let form = loaded.form(String(repeating: "x", count: 1_000_000))
        let sockets = try (0..<8).map { _ in try loaded.connect() }
        for socket in sockets {
            socket.send(loaded.uploadHead(loaded.owner, length: form.utf8.count))
            socket.send(String(form.prefix(500_000)))
        }
        try loaded.awaitMetric("cloakroom_uploads_in_flight 8.0")
        loaded.service.signal(SIGTERM)
        while (try? loaded.connect()) != nil {}
        loaded.service.signal(SIGTERM)
        for socket in sockets { socket.send(String(form.dropFirst(500_000))) }
        let answers = sockets.map { $0.receiveToEnd() }
        #expect(answers.allSatisfy { $0.status == 201 && $0.contains("Connection: close") })
        #expect(loaded.service.exitStatus() == 0)
        try loaded.service.start()
        for answer in answers {
            let path = try #require(loaded.path(in: answer))
            let read = try loaded.service.curl(
                "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "-H", "Authorization: JWT \(loaded.owner)",
                "\(loaded.service.url)/\(loaded.project)/files?path=\(path)")
            #expect(read == "200 1000000")
        }
    }

    @Test func anUploadThatDoesNotEndIsGivenUpWithTheGraceAndLeavesNothing() throws {
        let loaded = try LoadedService(["CLOAKROOM_STOP_SECONDS": "1"])
        let socket = try loaded.connect()
        socket.send(loaded.uploadHead(loaded.guest, length: 8_000_000) + loaded.form("x").prefix(120))
        try loaded.awaitMetric("cloakroom_uploads_in_flight 1.0")
        loaded.service.signal(SIGTERM)
        #expect(socket.receiveToEnd().status != 201)
        _ = loaded.service.exitStatus()
        try loaded.expectNothingLeft()
    }
}
