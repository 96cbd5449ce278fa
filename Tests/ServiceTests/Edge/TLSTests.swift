import Foundation
import Testing

/// The real binary behind a certificate.
@Suite(.serialized, .timeLimit(.minutes(15))) struct TLSTests {
    @Test(arguments: [("--http1.1", "1.1"), ("--http2", "2")])
    func uploadsAndReadsPassOverTLS(flag: String, version: String) throws {
        let desk = try SecureDesk()
        let sent = try desk.upload(5_000_000, token: desk.guest, flag, "-o", "/dev/null", "-w", Self.outcome)
        #expect(sent == "201 \(version)")
        let address = try desk.uploaded(300_000)
        let read = try desk.curl(
            flag, "-H", "Authorization: JWT \(desk.guest)", "-o", "\(desk.service.folder)/copy", "-w", Self.outcome,
            address)
        #expect(read == "200 \(version)")
        #expect(
            FileManager.default.contentsEqual(
                atPath: "\(desk.service.folder)/copy", andPath: try desk.file(300_000)))
    }

    /// What goes past the other handlers must not go past TLS.
    @Test func aReadFromMemoryPassesOverTLSToo() throws {
        let desk = try SecureDesk()
        let address = try desk.uploaded(100)
        for _ in 0..<100 where try desk.metrics().contains("\ncloakroom_hot_reads_total 0\n") {
            let text = try desk.curl("--http1.1", "-H", "Authorization: JWT \(desk.guest)", address, address, address)
            #expect(text == String(repeating: "x", count: 300))
        }
        #expect(try !desk.metrics().contains("\ncloakroom_hot_reads_total 0\n"))
    }

    @Test(arguments: ["--http1.1", "--http2"]) func linksAreToTheSamePort(flag: String) throws {
        let desk = try SecureDesk()
        #expect(try desk.upload(100, token: desk.guest, flag).contains(#""url":"https://"#))
    }

    /// curl would wait for a second if it were not invited.
    @Test func aBodyThatWaitsToBeInvitedIsInvited() throws {
        let desk = try SecureDesk()
        let trace = try desk.upload(
            5_000_000, token: desk.guest, "--http1.1", "-H", "Expect: 100-continue", "--expect100-timeout", "60", "-i")
        #expect(trace.hasPrefix("HTTP/1.1 100 Continue"))
        #expect(trace.contains("HTTP/1.1 201 Created"))
    }

    /// An upload that breaks off can only be taken up again by a client that was told where it lies.
    @Test(arguments: [("--http1.1", "HTTP/1.1 104"), ("--http2", "HTTP/2 104")])
    func thePlaceOfAnUploadInPartsIsToldAtOnce(flag: String, told: String) throws {
        let desk = try SecureDesk()
        let trace = try desk.curl(
            flag, "-i", "-H", "Authorization: JWT \(desk.guest)", "-H", "Upload-Draft-Interop-Version: 8",
            "-H", "Upload-Complete: ?1", "-H", "Content-Type: text/plain", "-H",
            "Content-Disposition: attachment; filename=\"list.txt\"", "--data-binary", "@\(desk.file(300_000))",
            "\(desk.service.url)/\(desk.project)/files/chat")
        let interim = try #require(trace.range(of: told)).upperBound
        let answer = try #require(trace.range(of: " 201", range: interim..<trace.endIndex)).lowerBound
        #expect(trace[interim..<answer].lowercased().contains("\nlocation: https://"))
    }

    @Test func strictTransportIsToldOverTLSOnly() throws {
        let field = "strict-transport-security: max-age="
        let desk = try SecureDesk(["CLOAKROOM_HSTS_SECONDS": "600"])
        #expect(try desk.curl("-i", "\(desk.service.url)/nowhere").lowercased().contains(field + "600\r\n"))
        let byDefault = try SecureDesk()
        #expect(
            try byDefault.curl("-i", "\(byDefault.service.url)/healthz").lowercased().contains(field + "31536000\r\n"))
        let silent = try SecureDesk(["CLOAKROOM_HSTS_SECONDS": "0"])
        #expect(!(try silent.curl("-i", "\(silent.service.url)/healthz").lowercased().contains(field)))
        let plain = try RunningService()
        #expect(plain.url.hasPrefix("http://"))
        #expect(!(try plain.curl("-i", "\(plain.url)/healthz").lowercased().contains(field)))
    }

    @Test func whatIsOlderThanTLS12OrNoTLSAtAllGetsNothing() throws {
        let desk = try SecureDesk()
        let old = try Shell.script(
            "openssl s_client -connect 127.0.0.1:\(desk.port) -tls1_1 -cipher ALL:@SECLEVEL=0 </dev/null || true")
        #expect(old.contains("alert protocol version"))
        let plain = try RawSocket(port: UInt16(desk.port))
        plain.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(!plain.receiveToEnd().contains("HTTP"))
    }

    @Test func aHandshakeThatDoesNotEndIsCut() throws {
        let desk = try SecureDesk(["CLOAKROOM_HEADER_SECONDS": "1"])
        let silent = try RawSocket(port: UInt16(desk.port))
        #expect(silent.receiveToEnd().isEmpty)
        let tearful = try RawSocket(port: UInt16(desk.port))
        tearful.send([0x16, 0x03, 0x01, 0x02, 0x00])
        #expect(tearful.receiveToEnd().isEmpty)
        try desk.awaitMetric("cloakroom_cut_connections_total{reason=\"handshake\"} 2")
        try desk.awaitMetric("cloakroom_connections 1.0")
    }

    @Test func aRenewedCertificateIsShownToNewConnectionsWhileOldOnesGoOn() throws {
        let desk = try SecureDesk(["MAX_UPLOAD_FILE_SIZE": "100000000"])
        let address = try desk.uploaded(32 << 20)
        let copy = desk.service.folder + "/copy"
        let download = try desk.service.startCurl(
            "--cacert", desk.certificates.certificate, "--limit-rate", "8M", "-o", copy, "-w", "%{http_code}", "-H",
            "Authorization: JWT \(desk.guest)", address)
        while !FileManager.default.fileExists(atPath: copy) { sched_yield() }
        #expect(try desk.serial() == "serial=1111")
        try desk.certificates.renew(serial: 0x2222)
        desk.service.signal(SIGHUP)
        _ = try desk.service.log.line(with: "certificate was read anew")
        #expect(try desk.serial() == "serial=2222")
        #expect(download.output() == "200")
        #expect(FileManager.default.contentsEqual(atPath: copy, andPath: try desk.file(32 << 20)))
    }

    @Test func aRenewedCertificateThatCannotBeUsedLeavesTheOldOne() throws {
        let desk = try SecureDesk()
        try Data("no certificate".utf8).write(to: URL(fileURLWithPath: desk.certificates.certificate))
        desk.service.signal(SIGHUP)
        let line = try desk.service.log.line(with: "certificate stays as it was")
        #expect(line.contains("level=error") && line.contains("CLOAKROOM_TLS_CERTIFICATE"))
        #expect(try desk.serial() == "serial=1111")
    }

    @Test func aStopFinishesWhatIsUnderWayOnEitherVersion() throws {
        let desk = try SecureDesk()
        let uploads = try ["--http1.1", "--http2"].map { flag in
            try HeldUpload(
                desk.service,
                [
                    "--cacert", desk.certificates.certificate, flag, "-H", "Authorization: JWT \(desk.guest)",
                    "\(desk.service.url)/\(desk.project)/files/chat",
                ])
        }
        try desk.awaitMetric("cloakroom_uploads_in_flight 2.0")
        desk.service.signal(SIGTERM)
        while (try? RawSocket(port: UInt16(desk.port))) != nil { sched_yield() }
        #expect(try uploads.map { try $0.finish() } == ["201 1.1", "201 2"])
        #expect(desk.service.exitStatus() == 0)
    }

    private static let outcome = "%{http_code} %{http_version}"
}
