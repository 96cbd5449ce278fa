import CloakroomTesting
import Foundation
import Testing

/// The real binary beside a chat backend that it asks.
@Suite struct UpstreamTests {
    private let backend: RunningBackend
    private let service: RunningService

    private static let project = String(repeating: "1", count: 24)
    private static let elsewhere = String(repeating: "2", count: 24)
    private static let user = String(repeating: "a", count: 24)
    private static let bot = String(repeating: "b", count: 24)
    private static let chat = "\(project)/files/chat"
    private static let assets = "\(project)/files/assets"

    init() throws {
        backend = try RunningBackend()
        service = try RunningService([
            "CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "\(backend.url)/whois",
            "CLOAKROOM_UPSTREAM_CACHE_SECONDS": "300", "CLOAKROOM_UPSTREAM_TIMEOUT_SECONDS": "2",
        ])
    }

    /// What the backend says of a token when it is asked about `project`, or about none.
    private static func says(
        _ token: String, _ fields: String = "", in project: String? = nil, status: Int = 200
    ) -> RunningBackend.Answer {
        RunningBackend.Answer(
            path: "/whois", query: project.map { "project_id=\($0)" } ?? "", authorization: "JWT \(token)",
            status: status, body: #"{"id":"\#(user)","kind":"user"\#(fields)}"#)
    }

    @Test func theBackendDecidesWhoMayWhat() throws {
        try backend.answers(
            Self.says("admin", #","role":"admin""#, in: Self.project), Self.says("admin"),
            Self.says("agent", #","role":"agent""#, in: Self.project), Self.says("agent"),
            Self.says("nobody", in: Self.project), Self.says("nobody"))
        #expect(try service.uploadStatus(Self.assets, "JWT admin") == "201")
        #expect(try service.uploadStatus(Self.assets, "JWT agent") == "403")
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201")
        #expect(try service.uploadStatus(Self.chat, "JWT nobody") == "403")
    }

    @Test func theBackendIsAskedOnceWithTheCallersOwnHeader() throws {
        try backend.answers(Self.says("agent", #","role":"agent""#, in: Self.project))
        for _ in 0..<5 { #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201") }
        let question = RunningBackend.Question(
            path: "/whois", query: "project_id=\(Self.project)", authorization: "JWT agent")
        #expect(try backend.questions() == [question])
        for authorization in ["Bearer agent", "Basic \(Data("a@b.c:d:e".utf8).base64EncodedString())"] {
            _ = try service.uploadStatus(Self.chat, authorization)
            #expect(try backend.questions().last?.authorization == authorization)
        }
    }

    @Test func aRefusalIsPassedOn() throws {
        try backend.answers(
            Self.says("expired", in: Self.project, status: 401), Self.says("banned", in: Self.project, status: 403),
            Self.says("banned", status: 403))
        #expect(try service.uploadStatus(Self.chat, "JWT expired") == "401")
        #expect(try service.uploadStatus(Self.chat, "JWT banned") == "403")
        #expect(try service.status("uploads/x.txt", "JWT banned") == "403")
    }

    @Test func aMemberOfOneProjectIsNobodyInAnother() throws {
        try backend.answers(
            Self.says("here", #","role":"owner""#, in: Self.project), Self.says("here"),
            RunningBackend.Answer(
                path: "/whois", query: "project_id=\(Self.elsewhere)", authorization: "JWT there",
                body: #"{"id":"\#(String(repeating: "e", count: 24))","kind":"user","role":"owner"}"#),
            RunningBackend.Answer(
                path: "/whois", query: "", authorization: "JWT there",
                body: #"{"id":"\#(String(repeating: "e", count: 24))","kind":"user"}"#))
        let path = try service.uploadedPath(Self.assets, "JWT here")
        #expect(try service.status(path, "JWT here") == "200")
        #expect(try service.uploadStatus(Self.chat, "JWT there") == "403")
        #expect(try service.status(path, "JWT there") == "404")
        #expect(try service.status(path, "JWT there", method: "DELETE") == "404")
        #expect(try service.status(path, "JWT here") == "200")
    }

    /// Whatever project it is asked about, the backend knows where the bot belongs.
    @Test func aBotActsForItsOwnProjectOnly() throws {
        try backend.answers(
            RunningBackend.Answer(
                path: "/whois", authorization: "JWT bot",
                body: #"{"id":"\#(Self.bot)","kind":"bot","role":"owner","project":"\#(Self.project)"}"#))
        #expect(try service.uploadStatus(Self.assets, "JWT bot") == "201")
        #expect(try service.uploadStatus("\(Self.elsewhere)/files/assets", "JWT bot") == "403")
    }

    @Test func theAdminsOfABotsProjectChangeItsPicture() throws {
        let photo = "\(Self.project)/files/users/photo?bot_id=\(Self.bot)"
        let picture = "\(Repository.root)/Fixtures/genuine/sample.png"
        try backend.answers(
            Self.says("admin", #","role":"admin""#, in: Self.project),
            Self.says("agent", #","role":"agent""#, in: Self.project),
            RunningBackend.Answer(
                path: "/whois", query: "bot_id=\(Self.bot)",
                body: #"{"id":"\#(Self.user)","kind":"user","bot_project":"\#(Self.project)"}"#))
        func change(_ token: String) throws -> String {
            try service.curl(
                "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: JWT \(token)", "-F", "file=@\(picture)",
                "\(service.url)/\(photo)")
        }
        #expect(try change("admin") == "201")
        #expect(try change("agent") == "403")
    }

    @Test func withoutTheBackendNobodyNewGetsInAndAfterwardsAllIsWell() throws {
        try backend.answers(Self.says("agent", #","role":"agent""#, in: Self.project))
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201")
        backend.kill()
        #expect(try service.uploadStatus(Self.chat, "JWT new") == "503")
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201", "believed for its time")
        try backend.restart()
        try backend.answers(Self.says("new", #","role":"agent""#, in: Self.project))
        #expect(try service.uploadStatus(Self.chat, "JWT new") == "201")
    }

    @Test(arguments: [true, false])
    func aBackendThatKeepsUsWaitingIsGivenUp(beforeTheHead: Bool) throws {
        var slow = Self.says("agent", #","role":"owner""#, in: Self.project)
        slow.isHeld = beforeTheHead
        slow.isStalled = !beforeTheHead
        try backend.answers(slow)
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "503")
        try backend.release()
        try backend.answers(Self.says("agent", #","role":"agent""#, in: Self.project))
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201")
    }

    @Test(arguments: [(65_536, "201"), (65_537, "503")])
    func noMoreThan64KiBOfAnAnswerAreRead(size: Int, expected: String) throws {
        var long = Self.says("agent", #","role":"agent""#, in: Self.project)
        let blanks = size - (long.body?.utf8.count ?? 0)
        long.body? += String(repeating: " ", count: blanks)
        try backend.answers(long)
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == expected)
    }

    @Test func aRedirectIsNotFollowed() throws {
        let other = try RunningBackend()
        try other.answers(RunningBackend.Answer(path: "/whois", body: #"{"id":"\#(Self.user)","role":"owner"}"#))
        var redirect = Self.says("agent", in: Self.project, status: 307)
        redirect.location = "\(other.url)/whois"
        try backend.answers(redirect)
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "503")
        #expect(try other.questions().isEmpty)
    }

    /// Eight at once, and the backend answers only when it has been asked: later ones find the answer kept.
    @Test func manyAtOnceAskOnce() throws {
        var held = Self.says("agent", #","role":"agent""#, in: Self.project)
        held.isHeld = true
        try backend.answers(held)
        let statuses = try Shell.script(
            """
            for i in 1 2 3 4 5 6 7 8; do
              curl -sS -o /dev/null -w '%{http_code}\\n' -H 'Authorization: JWT agent' \
                -F 'file=@/etc/hostname;filename=note.txt' \(service.url)/\(Self.chat) &
            done
            until curl -sS \(backend.url)/fake/requests | grep -q whois; do :; done
            curl -sS -X POST \(backend.url)/fake/release
            wait
            """)
        #expect(statuses.split(separator: "\n") == Array(repeating: "201", count: 8))
        #expect(try backend.questions().count == 1)
    }

    @Test func aRevokedMemberIsOutWhenTheAnswerIsTooOld() throws {
        let service = try RunningService([
            "CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "\(backend.url)/whois",
            "CLOAKROOM_UPSTREAM_CACHE_SECONDS": "1",
        ])
        try backend.answers(Self.says("agent", #","role":"agent""#, in: Self.project))
        #expect(try service.uploadStatus(Self.chat, "JWT agent") == "201")
        try backend.answers(Self.says("agent", in: Self.project, status: 403))
        let start = ContinuousClock.now
        var status = ""
        while status != "403", ContinuousClock.now - start < .seconds(60) {
            status = try service.uploadStatus(Self.chat, "JWT agent")
        }
        #expect(status == "403")
    }

    @Test func signingInAndAccountsAreTheBackendsBusiness() throws {
        let signIn = try service.curl(
            "-d", #"{"email":"a@b.c","password":"x"}"#, "-H", "Content-Type: application/json",
            "\(service.url)/auth/signin")
        #expect(signIn.contains("Sign in at the service that owns the users"))
        for command in ["user add a@b.c", "token --user \(Self.user)", "bot add x --project \(Self.project)"] {
            let told = try Shell.script(
                "\(BuiltBinary.path) \(command) --data \(service.data) || echo status $?",
                ["CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "\(backend.url)/whois"])
            #expect(told.contains("live in the chat backend") && told.hasSuffix("status 1"), "\(told)")
        }
        #expect(!FileManager.default.fileExists(atPath: service.data + "/first-owner"))
    }
}
