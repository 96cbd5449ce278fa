import CloakroomTesting
import Foundation
import Testing

/// How the real binary treats secrets: weak ones, their files, and what it says of them.
@Suite struct SecretTests {
    private static let strong = "0123456789abcdef0123456789abcdef"

    @Test(arguments: ["nodeauthsecret", "short", "0123456789abcdef0123456789abcde"])
    func aWeakSecretIsRefusedAndNeverRepeated(secret: String) throws {
        let failure = try #require(throws: RunningService.Failure.self) {
            _ = try RunningService(["GLOBAL_SECRET": secret])
        }
        #expect(failure.text.contains("GLOBAL_SECRET") && failure.text.contains("--insecure"), "\(failure.text)")
        #expect(!failure.text.contains(secret))
    }

    @Test func aWeakSecretIsPutUpWithOnRequest() throws {
        #expect(throws: Never.self) {
            _ = try RunningService(["GLOBAL_SECRET": "nodeauthsecret"], options: ["--insecure"])
        }
    }

    @Test func aSecretMayComeFromAFile() throws {
        let file = NSTemporaryDirectory() + "cloakroom-secret-" + UUID().uuidString
        try Data((Self.strong + "\n").utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let service = try RunningService(["GLOBAL_SECRET_FILE": file])
        let project = try service.cloakroom("project", "add", "Desk")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p", "--project", project, "--role", "owner")
        let token = try service.token(#"{"_id":"\#(owner)","sub":"user"}"#, secret: Self.strong)
        let answer = try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: JWT \(token)", "-F", "file=@/etc/hostname",
            "\(service.url)/\(project)/files/assets")
        #expect(answer == "403", "a file name without extension, but a token that holds")
    }

    @Test(arguments: [
        (["GLOBAL_SECRET_FILE": "/nonexistent"], "GLOBAL_SECRET_FILE"),
        (["GLOBAL_SECRET_FILE": "/dev/null"], "GLOBAL_SECRET_FILE"),
        (["GLOBAL_SECRET_FILE": "/etc/hostname", "GLOBAL_SECRET": strong], "GLOBAL_SECRET and GLOBAL_SECRET_FILE"),
        (["CLOAKROOM_PRIMARY": "s3://me:hidden@store/bucket"], "***@store"),
        (["CLOAKROOM_CATALOG": "postgres://me:hidden@db/cloakroom"], "***@db"),
        (["CLOAKROOM_PUBLIC_URL": "desk.example"], "CLOAKROOM_PUBLIC_URL"),
        (["CLOAKROOM_LINK_SECONDS": "0"], "CLOAKROOM_LINK_SECONDS"),
        (["CLOAKROOM_TRUSTED_PROXIES": "10.0.0.0/99"], "CLOAKROOM_TRUSTED_PROXIES"),
        (["CLOAKROOM_FAILURES_PER_ACCOUNT": "-1"], "CLOAKROOM_FAILURES_PER_ACCOUNT"),
    ])
    func aSettingThatCannotBeUsedIsNamedWithoutWhatIsSecret(environment: [String: String], named: String) throws {
        let failure = try #require(throws: RunningService.Failure.self) { _ = try RunningService(environment) }
        #expect(failure.text.contains(named), "\(failure.text)")
        #expect(!failure.text.contains("hidden") && !failure.text.contains(Self.strong))
    }

    @Test func theDataFolderIsForItsOwnerAlone() throws {
        let service = try RunningService()
        #expect(try mode(service.data) == 0o700)
        service.kill()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: service.data)
        try service.start()
        #expect(try mode(service.data) == 0o700)
        for name in ["secret", "first-owner", "catalog.sqlite"] {
            #expect(try mode("\(service.data)/\(name)") == 0o600, "\(name)")
        }
    }

    @Test func aPasswordOnTheCommandLineWorksWithAWarning() throws {
        let service = try RunningService()
        let add = "'\(BuiltBinary.path)' user add --data '\(service.data)'"
        let warned = try service.shell("\(add) a@example.com --password p1 2>&1 >/dev/null")
        #expect(warned.contains("prefer --password-stdin") && !warned.contains("p1"))
        #expect(try service.shell("echo p2 | \(add) b@example.com --password-stdin 2>&1 >/dev/null").isEmpty)
        #expect(try service.curl("-u", "a@example.com:p1", "\(service.url)/files?path=x").contains("File not found"))
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    /// What the service and its commands write, held against every secret that went through them.
    @Test func noSecretGetsIntoTheLogOrIntoAProcessArgument() throws {
        let service = try RunningService(["GLOBAL_SECRET": Self.strong, "CLOAKROOM_LOG_LEVEL": "trace"])
        let project = try service.cloakroom("project", "add", "Desk")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "pass-word-1", "--project", project, "--role", "owner")
        let token = try service.cloakroom("token", "--user", owner)
        let key = try service.cloakroom("secret", "show", "--links")
        let file = service.folder + "/note.txt"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        let upload = try service.curl(
            "-u", "o@example.com:pass-word-1", "-F", "file=@\(file)", "\(service.url)/\(project)/files/chat")
        let answer = try JSONSerialization.jsonObject(with: Data(upload.utf8)) as? [String: Any]
        let link = try #require(answer?["url"] as? String)
        let path = try #require(answer?["filename"] as? String)
        for url in [link, link + "0", "\(service.url)/files?path=\(path)&secret_token=\(token)"] {
            _ = try service.curl("-o", "/dev/null", url)
        }
        _ = try service.curl(
            "-d", #"{"email":"o@example.com","password":"pass-word-2"}"#, "-H", "Content-Type: application/json",
            "\(service.url)/auth/signin")
        let signature = try #require(link.components(separatedBy: "signature=").last)
        // The inspectors are processes of the same binary: what they are started with counts too.
        let arguments = try service.shell(
            "for p in \(service.processID) $(pgrep -P \(service.processID)); do tr '\\0' ' ' < /proc/$p/cmdline; done")
        let written = service.stop() + arguments
        #expect(written.contains("signature=***") && written.contains("secret_token=***"))
        for secret in [Self.strong, token, key, signature, "pass-word-1", "pass-word-2"] {
            #expect(!written.contains(secret))
        }
    }
}
