import Foundation
import Testing

/// The sign-in routes of the real binary.
@Suite struct ServiceSignInTests {
    private let service: RunningService
    private let project: String

    init() throws {
        service = try RunningService()
        project = try service.cloakroom("project", "add", "Help desk")
        _ = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
    }

    private typealias Answer = (status: Int, body: [String: Any])

    private func post(_ route: String, _ json: String, _ headers: String...) throws -> (
        status: Int, body: [String: Any]
    ) {
        let text = try service.curl(
            ["-w", "\n%{http_code}", "-H", "Content-Type: application/json", "-d", json]
                + headers.flatMap { ["-H", $0] } + ["\(service.url)/auth/\(route)"])
        let lines = text.split(separator: "\n")
        let body = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
        return (Int(lines[1]) ?? 0, try #require(body))
    }

    private func upload(_ authorization: String) throws -> String {
        let file = service.folder + "/note.txt"
        try Data("hello".utf8).write(to: URL(fileURLWithPath: file))
        return try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: \(authorization)", "-F", "file=@\(file)",
            "\(service.url)/\(project)/files/chat")
    }

    @Test func aPasswordBuysATokenThatUploads() throws {
        let answer = try post("signin", #"{"email":"o@example.com","password":"p:w"}"#)
        #expect(answer.status == 200 && answer.body["success"] as? Bool == true)
        let token = try #require(answer.body["token"] as? String)
        #expect(token.hasPrefix("JWT "))
        #expect(try upload(token) == "201")
    }

    /// Neither status nor text tells an unknown address from a wrong password.
    @Test func aWrongPasswordAndAnUnknownUserGetTheSameAnswer() throws {
        let wrong = try post("signin", #"{"email":"o@example.com","password":"x"}"#)
        let unknown = try post("signin", #"{"email":"nobody@example.com","password":"x"}"#)
        #expect(wrong.status == 401 && unknown.status == 401)
        #expect(wrong.body as NSDictionary == unknown.body as NSDictionary)
    }

    @Test func aMissingFieldIsNamed() throws {
        let answer = try post("signin", #"{"password":"x"}"#)
        #expect(answer.status == 422)
        let errors = try #require(answer.body["errors"] as? [[String: Any]])
        #expect(errors.first?["param"] as? String == "email")
    }

    @Test func aGuestOfAProjectMayChatThereAndNothingElse() throws {
        let answer = try post("signinAnonymously", #"{"id_project":"\#(project)","firstname":"John"}"#)
        #expect(answer.status == 200)
        let token = try #require(answer.body["token"] as? String)
        #expect(try upload(token) == "201")
        let asset = try service.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: \(token)", "-F", "file=@/etc/hostname",
            "\(service.url)/\(project)/files/assets")
        #expect(asset == "403")
    }

    /// A token of the help desk's own making, signed with the project's secret.
    @Test func aCustomTokenOfTheProjectSignsItsBearerIn() throws {
        let secret = try service.cloakroom("secret", "show", "--project", project)
        let claims = #"{"_id":"visitor-1","sub":"userexternal","aud":"https://tiledesk.com/projects/\#(project)"}"#
        let custom = try service.token(claims, secret: secret)
        let answer = try post("signinWithCustomToken", "{}", "Authorization: JWT \(custom)")
        #expect(answer.status == 200, "\(answer.body)")
        #expect(try upload(try #require(answer.body["token"] as? String)) == "201")
        let forged = try service.token(claims, secret: secret + "x")
        #expect(try post("signinWithCustomToken", "{}", "Authorization: JWT \(forged)").status == 401)
    }

    /// The answer to one guess too many is the same for an account that exists and one that does not.
    @Test(arguments: ["o@example.com", "nobody@example.com"])
    func guessingEndsWith429(email: String) throws {
        let strict = try RunningService(["CLOAKROOM_FAILURES_PER_ACCOUNT": "2"])
        _ = try strict.cloakroom("user", "add", "o@example.com", "--password", "p:w")
        let statuses = try (0..<3).map { number in
            try strict.curl(
                "-o", "/dev/null", "-w", "%{http_code} %header{retry-after}", "-u", "\(email):guess \(number)",
                "\(strict.url)/files?path=x")
        }
        #expect(statuses.prefix(2).allSatisfy { $0.hasPrefix("401") })
        #expect(statuses[2].hasPrefix("429 1") && !statuses[2].hasSuffix(" "), "\(statuses)")
        let signIn = try strict.curl(
            "-w", "%{http_code}", "-d", #"{"email":"\#(email)","password":"p:w"}"#, "-H",
            "Content-Type: application/json",
            "\(strict.url)/auth/signin")
        #expect(signIn.hasSuffix("429") && signIn.contains("Too many failed sign-ins"))
    }

    @Test func guessingAtManyAccountsFromOneAddressEndsToo() throws {
        let strict = try RunningService([
            "CLOAKROOM_FAILURES_PER_ADDRESS": "2", "CLOAKROOM_TRUSTED_PROXIES": "127.0.0.1",
        ])
        let statuses = try ["1.1.1.1", "9.9.9.9, 1.1.1.1", "1.1.1.1", "2.2.2.2"].enumerated().map { number, client in
            try strict.curl(
                "-o", "/dev/null", "-w", "%{http_code}", "-u", "user\(number)@example.com:x", "-H",
                "X-Forwarded-For: \(client)", "\(strict.url)/files?path=x")
        }
        #expect(statuses == ["401", "401", "429", "401"])
    }

    @Test func signUpIsClosedUnlessItIsOpened() throws {
        let account = #"{"email":"new@example.com","password":"long enough"}"#
        #expect(try post("signup", account).status == 404)
        let open = try RunningService(["CLOAKROOM_SIGNUP": "true"])
        let answer = try open.curl("-d", account, "-H", "Content-Type: application/json", "\(open.url)/auth/signup")
        #expect(answer.contains("Successfully created new user."))
    }
}
