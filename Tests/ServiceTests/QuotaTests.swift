import Foundation
import Testing

/// Quotas of the real binary, by what its clients see. No sweep runs: room comes back without one.
@Suite struct QuotaTests {
    private static let backendSecret = "the secret that the backend signs with"

    private let service: RunningService
    private let project: String
    private let owner: String
    private let guest: String
    private let otherGuest: String

    init() throws {
        try self.init([:])
    }

    private init(_ environment: [String: String]) throws {
        service = try RunningService(environment.merging(["CLOAKROOM_SWEEP_SECONDS": "0"]) { $1 })
        project = try service.cloakroom("project", "add", "Help desk")
        let user = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        owner = try service.cloakroom("token", "--user", user)
        guest = try service.cloakroom("token", "--guest", "--project", project)
        otherGuest = try service.cloakroom("token", "--guest", "--project", project)
    }

    private struct Answer {
        let status: String
        let json: [String: Any]

        init(_ text: String) {
            status = String(text.suffix(3))
            json = (try? JSONSerialization.jsonObject(with: Data(text.dropLast(3).utf8)) as? [String: Any]) ?? [:]
        }

        /// Whose quota, of what, how much is used and allowed.
        var excess: String {
            ["code", "quota", "unit", "used", "limit"].map { "\(json[$0] ?? "-")" }.joined(separator: " ")
        }
    }

    private func form(_ bytes: Int) throws -> String {
        let path = "\(service.folder)/\(bytes).txt"
        try Data(repeating: UInt8(ascii: "a"), count: bytes).write(to: URL(fileURLWithPath: path))
        return "file=@\(path)"
    }

    private func upload(_ bytes: Int, by token: String, to route: String = "chat") throws -> Answer {
        Answer(
            try service.curl(
                "-w", "%{http_code}", "-H", "Authorization: JWT \(token)", "-F", form(bytes),
                "\(service.url)/\(project)/files/\(route)"))
    }

    private func delete(_ answer: Answer) throws {
        let path = try #require(answer.json["filename"] as? String)
        _ = try service.curl(
            "-f", "-X", "DELETE", "-H", "Authorization: JWT \(owner)", "\(service.url)/files?path=\(path)")
    }

    /// Tries again and again: a project's settings are believed for a second, and a file may live for two. Each try is a
    /// process of its own, so nobody spins.
    private func awaitUpload(_ status: String) throws -> Bool {
        for _ in 0..<400 where try upload(10, by: owner).status == status { return true }
        return false
    }

    @Test func aProjectIsFullToTheByteAndADeletedFileMakesRoomAtOnce() throws {
        _ = try service.cloakroom("project", "set", project, "--quota-bytes", "100")
        let first = try upload(60, by: owner)
        #expect(first.status == "201")
        let refused = try upload(41, by: guest)
        #expect(refused.status == "507" && refused.excess == "QUOTA_EXCEEDED project bytes 60 100")
        #expect(try upload(40, by: guest).status == "201")
        let full = try upload(1, by: owner, to: "assets")
        #expect(full.status == "507" && full.excess == "QUOTA_EXCEEDED project bytes 100 100")
        #expect(service.blobs("primary").count == 2 && service.blobs("spool").allSatisfy { $0.hasSuffix("/lock") })
        try delete(first)
        #expect(try upload(60, by: otherGuest).status == "201")
    }

    /// Only the head of a request is sent: whoever is told so need not send the file.
    @Test func anUploadThatCannotFitIsRefusedBeforeItsFirstByte() throws {
        let loaded = try LoadedService(["CLOAKROOM_PROJECT_QUOTA_BYTES": "1000"])
        let large = try loaded.ask(loaded.uploadHead(loaded.guest, length: 9_000_000))
        #expect(large.status == 507 && large.contains(#""used":0,"limit":1000"#), "\(large)")
        _ = try loaded.upload(String(repeating: "a", count: 1000))
        let small = try loaded.ask(loaded.uploadHead(loaded.guest, length: 300))
        #expect(small.status == 507 && small.contains(#""used":1000,"limit":1000"#), "\(small)")
    }

    @Test func anExpiredFileMakesRoomWithoutASweep() throws {
        _ = try service.cloakroom("project", "set", project, "--quota-files", "1")
        #expect(try upload(10, by: owner, to: "assets?expiration=2").status == "201")
        #expect(try upload(10, by: owner).excess == "QUOTA_EXCEEDED project files 1 1")
        #expect(try awaitUpload("201"))
        #expect(service.blobs("primary").count == 2)
    }

    @Test func ofManyAtOnceNoneTooManyGetsThrough() throws {
        _ = try service.cloakroom("project", "set", project, "--quota-files", "5")
        let form = try form(10)
        let uploads = try (0..<24).map { number in
            try service.startCurl(
                "-w", "%{http_code}", "-H", "Authorization: JWT \([owner, guest, otherGuest][number % 3])", "-F", form,
                "\(service.url)/\(project)/files/chat")
        }
        let answers = uploads.map { Answer($0.output()) }
        #expect(answers.count { $0.status == "201" } == 5)
        #expect(answers.count { $0.status == "507" } == 19)
        #expect(service.blobs("primary").count == 5)
    }

    @Test func aGuestIsHeldToItsQuotaAndNobodyElseIs() throws {
        let desk = try QuotaTests(["CLOAKROOM_GUEST_QUOTA_FILES": "2", "CLOAKROOM_GUEST_QUOTA_BYTES": "50"])
        #expect(try desk.upload(51, by: desk.guest).excess == "QUOTA_EXCEEDED sender bytes 0 50")
        let kept = try (0..<2).map { _ in try desk.upload(20, by: desk.guest) }
        #expect(kept.allSatisfy { $0.status == "201" })
        #expect(try desk.upload(1, by: desk.guest).excess == "QUOTA_EXCEEDED sender files 2 2")
        #expect(try desk.upload(20, by: desk.otherGuest).status == "201")
        #expect(try desk.upload(51, by: desk.owner).status == "201")
        try desk.delete(kept[0])
        #expect(try desk.upload(30, by: desk.guest).status == "201")
    }

    @Test func aProjectWithoutQuotasOfItsOwnHasTheServicesAndMayBeFreed() throws {
        let desk = try QuotaTests(["CLOAKROOM_PROJECT_QUOTA_FILES": "1"])
        #expect(try desk.upload(10, by: desk.owner).status == "201")
        #expect(try desk.upload(10, by: desk.owner).excess == "QUOTA_EXCEEDED project files 1 1")
        _ = try desk.service.cloakroom("project", "set", desk.project, "--quota-files", "0")
        #expect(try desk.awaitUpload("201"))
        _ = try desk.service.cloakroom("project", "set", desk.project, "--default-quotas")
        #expect(try desk.awaitUpload("507"))
    }

    @Test func besideABackendTheServicesQuotaHoldsForEveryProject() throws {
        let backend = try RunningService([
            "CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": Self.backendSecret, "CLOAKROOM_PROJECT_QUOTA_BYTES": "15",
        ])
        let projects = ["1", "2"].map { String(repeating: $0, count: 24) }
        let token = try backend.token(
            #"{"_id":"\#(String(repeating: "a", count: 24))","projects":{"\#(projects[0])":"user","\#(projects[1])":"user"}}"#,
            secret: Self.backendSecret)
        let form = try form(10)
        let answers = try [0, 0, 1].map { number in
            Answer(
                try backend.curl(
                    "-w", "%{http_code}", "-H", "Authorization: JWT \(token)", "-F", form,
                    "\(backend.url)/\(projects[number])/files/chat"))
        }
        #expect(answers.map(\.status) == ["201", "507", "201"])
        #expect(answers[1].excess == "QUOTA_EXCEEDED project bytes 10 15")
    }

    /// A file over its own limit is another matter than one too many.
    @Test func oneFileOverItsLimitIs413AndAnAvatarCountsForNoQuota() throws {
        let desk = try QuotaTests(["MAX_UPLOAD_FILE_SIZE": "2000000", "CLOAKROOM_PROJECT_QUOTA_FILES": "1"])
        let large = try desk.upload(2_000_001, by: desk.owner)
        #expect(large.status == "413" && large.json["limit_file_size"] as? Int == 2_000_000)
        #expect(try desk.upload(10, by: desk.owner).status == "201")
        let photo = try desk.service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: JWT \(desk.owner)", "-F",
            "file=@\(Repository.root)/Fixtures/genuine/sample.jpg",
            "\(desk.service.url)/\(desk.project)/files/users/photo")
        #expect(photo == "201")
    }

    @Test(arguments: ["CLOAKROOM_PROJECT_QUOTA_BYTES", "CLOAKROOM_GUEST_QUOTA_FILES"])
    func aQuotaThatIsNoneStopsTheStart(key: String) throws {
        let failure = try #require(throws: RunningService.Failure.self) { _ = try RunningService([key: "-1"]) }
        #expect(failure.text.contains("\(key) must be a whole number") && failure.text.contains("\"-1\""))
    }
}
