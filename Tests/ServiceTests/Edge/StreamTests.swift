import Foundation
import Testing

/// HTTP/2 as its clients may misuse it, against the real binary.
@Suite(.serialized, .timeLimit(.minutes(15))) struct StreamTests {
    @Test func refusedUploadsAreAnsweredAtOnceAndTheConnectionGoesOn() throws {
        let desk = try SecureDesk()
        let file = try desk.file(5_000_000)
        let refused = (0..<40).flatMap { _ in
            Self.upload(desk, token: "wrong", file) + ["-w", "%{http_code} %{num_connects}\n", "--next"]
        }
        let accepted = Self.upload(desk, token: desk.guest, file) + ["-w", "%{http_code} %{num_connects}\n"]
        let lines = try desk.service.curl(refused + accepted).split(separator: "\n")
        #expect(lines == ["401 1"] + Array(repeating: "401 0", count: 39) + ["201 0"])
        try desk.awaitMetric("cloakroom_uploads_in_flight 0.0")
    }

    @Test func anUploadThatIsTooLargeIsToldSo() throws {
        let desk = try SecureDesk(["MAX_UPLOAD_FILE_SIZE": "1000000"])
        let outcome = try desk.upload(
            5_000_000, token: desk.guest, "--http2", "-o", "/dev/null", "-w", "%{http_code} %{http_version}")
        #expect(outcome == "413 2")
    }

    @Test func rapidResetsEndTheConnection() throws {
        let desk = try SecureDesk()
        var bytes = StreamBytes()
        for stream in stride(from: UInt32(1), to: 2001, by: 2) {
            bytes.request(stream, StreamBytes.get("/healthz"))
            bytes.reset(stream)
        }
        #expect(try bytes.exchange(with: desk).contains { $0.goodbye == Self.enhanceYourCalm })
        try desk.awaitMetric("cloakroom_connections 1.0")
    }

    @Test func streamsBeyondTheLimitEndTheConnection() throws {
        let desk = try SecureDesk(["CLOAKROOM_STREAMS": "3"])
        var bytes = StreamBytes()
        for stream: UInt32 in [1, 3, 5, 7] { bytes.request(stream, Self.upload(desk), isWhole: false) }
        #expect(try bytes.exchange(with: desk).contains { ($0.goodbye ?? 0) > 0 })
    }

    @Test func aHeaderBeyondTheLimitEndsTheConnection() throws {
        let desk = try SecureDesk()
        var bytes = StreamBytes()
        bytes.openHeader(1, StreamBytes.get("/healthz"))
        for number in 0..<8 { bytes.continuation(1, [("x-\(number)", String(repeating: "x", count: 15_000))]) }
        #expect(try bytes.exchange(with: desk).contains { ($0.goodbye ?? 0) > 0 })
    }

    @Test func streamsWithoutEndEndTheConnectionOfAClientThatConfirmsNothing() throws {
        let desk = try SecureDesk()
        var bytes = StreamBytes(confirms: false)
        for stream in stride(from: UInt32(1), to: 2001, by: 2) {
            bytes.request(stream, Self.upload(desk), isWhole: false)
        }
        #expect(try bytes.exchange(with: desk).contains { ($0.goodbye ?? 0) > 0 })
        try desk.awaitMetric("cloakroom_connections 1.0")
        try desk.awaitMetric("cloakroom_uploads_in_flight 0.0")
    }

    @Test func aHeaderThatNeverEndsIsCut() throws {
        let desk = try SecureDesk(["CLOAKROOM_HEADER_SECONDS": "1", "CLOAKROOM_IDLE_SECONDS": "1"])
        var bytes = StreamBytes()
        bytes.request(1, StreamBytes.get("/healthz"))
        bytes.cut(2)
        #expect(try bytes.exchange(with: desk).last?.goodbye == 0)
    }

    @Test(arguments: [false, true])
    func aSilentConnectionIsClosed(afterARequest: Bool) throws {
        let desk = try SecureDesk(["CLOAKROOM_IDLE_SECONDS": "1"])
        var bytes = StreamBytes()
        if afterARequest { bytes.request(1, StreamBytes.get("/healthz")) }
        bytes.ping()
        let frames = try bytes.exchange(with: desk)
        #expect(frames.contains { $0.kind == 1 } == afterARequest)
        #expect(frames.last?.goodbye == 0)
    }

    @Test func aBodyThatStopsIsAnsweredAndLeavesNothing() throws {
        let desk = try SecureDesk(["CLOAKROOM_BODY_WINDOW_SECONDS": "1", "CLOAKROOM_IDLE_SECONDS": "1"])
        var bytes = StreamBytes()
        bytes.request(1, Self.upload(desk), isWhole: false)
        bytes.data(1, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx")
        let frames = try bytes.exchange(with: desk)
        #expect(
            frames.contains {
                $0.kind == 0 && String(decoding: $0.payload, as: UTF8.self).contains("too slow") || $0.kind == 1
            })
        try desk.awaitMetric("cloakroom_refusals_total{kind=\"chat\",reason=\"timeout\"} 1")
        try desk.awaitMetric("cloakroom_uploads_in_flight 0.0")
        #expect(desk.service.blobs("primary").isEmpty)
        #expect(desk.service.blobs("spool").allSatisfy { $0.hasSuffix("/lock") })
    }

    @Test func anUploadWhoseStreamIsResetLeavesNothing() throws {
        let desk = try SecureDesk(["CLOAKROOM_IDLE_SECONDS": "1"])
        var bytes = StreamBytes()
        bytes.request(1, Self.upload(desk), isWhole: false)
        bytes.data(1, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx")
        bytes.reset(1)
        _ = try bytes.exchange(with: desk)
        try desk.awaitMetric("cloakroom_refusals_total{kind=\"chat\",reason=\"aborted\"} 1")
        try desk.awaitMetric("cloakroom_uploads_in_flight 0.0")
        #expect(desk.service.blobs("primary").isEmpty)
    }

    /// The client lets one window of 64 KiB come and then opens it no further.
    @Test func aClientThatTakesNoMoreOfItsDownloadIsCut() throws {
        let desk = try SecureDesk(["CLOAKROOM_ANSWER_SECONDS": "1", "CLOAKROOM_IDLE_SECONDS": "1"])
        let address = try desk.uploaded(5_000_000)
        var bytes = StreamBytes()
        bytes.request(
            1,
            StreamBytes.get(String(address.dropFirst(desk.service.url.count))) + [
                ("authorization", "JWT \(desk.guest)")
            ])
        let frames = try bytes.exchange(with: desk)
        #expect(frames.filter { $0.kind == 0 }.map(\.payload.count).reduce(0, +) == 65_535)
        #expect(frames.contains { $0.kind == 3 && $0.stream == 1 })
        try desk.awaitMetric("cloakroom_cut_connections_total{reason=\"stalled\"} 1")
    }

    /// However short it is: a hundred of them on each connection would else be kept for ever.
    @Test func aClientThatTakesNothingOfAShortAnswerIsCut() throws {
        let desk = try SecureDesk(["CLOAKROOM_ANSWER_SECONDS": "1", "CLOAKROOM_IDLE_SECONDS": "1"])
        var bytes = StreamBytes(window: 0)
        bytes.request(1, StreamBytes.get("/healthz"))
        let frames = try bytes.exchange(with: desk)
        #expect(!frames.contains { $0.kind == 0 })
        #expect(frames.contains { $0.kind == 3 && $0.stream == 1 })
        try desk.awaitMetric("cloakroom_cut_connections_total{reason=\"stalled\"} 1")
    }

    private static let enhanceYourCalm = 11

    private static func upload(_ desk: SecureDesk) -> [(String, String)] {
        [
            (":method", "POST"), (":scheme", "https"), (":path", "/\(desk.project)/files/chat"), (":authority", "a"),
            ("authorization", "JWT \(desk.guest)"), ("content-type", "multipart/form-data; boundary=b"),
        ]
    }

    private static func upload(_ desk: SecureDesk, token: String, _ file: String) -> [String] {
        [
            "--http2", "--cacert", desk.certificates.certificate, "-o", "/dev/null", "-H",
            "Authorization: JWT \(token)",
            "-F", "file=@\(file)", "\(desk.service.url)/\(desk.project)/files/chat",
        ]
    }
}
