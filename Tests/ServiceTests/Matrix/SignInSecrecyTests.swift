import Foundation
import Testing

/// Nobody learns from a refused sign-in whether there is such a user. That both take the same work is counted by
/// `BasicTests`; here the answers are compared to the byte.
@Suite(.timeLimit(.minutes(15))) struct SignInSecrecyTests {
    private static let known = "o@example.com"
    private static let unknown = "nobody@example.com"

    private static func basic(_ email: String, _ password: String) -> [String] {
        ["Authorization: Basic " + Data("\(email):\(password)".utf8).base64EncodedString()]
    }

    /// Every way to say who one is.
    private static func ways(_ email: String, _ password: String, _ project: String) -> [WireRequest] {
        [
            WireRequest(json: #"{"email":"\#(email)","password":"\#(password)"}"#, to: "/auth/signin"),
            WireRequest(
                "POST", "/auth/signin", headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: Array("email=\(email)&password=\(password)".utf8)),
            WireRequest("GET", "/files?path=x", headers: basic(email, password)),
            .upload(
                WireForm("note.txt", nil, "x"), to: "/\(project)/files/chat", headers: basic(email, password)),
        ]
    }

    @Test func anUnknownUserAndAWrongPasswordGetTheSameAnswerInEveryWay() throws {
        let service = try RunningService()
        let project = try service.cloakroom("project", "add", "Help desk")
        _ = try service.cloakroom(
            "user", "add", Self.known, "--password", "p:w", "--project", project, "--role", "owner")
        let client = WireClient(service)
        for password in ["wrong", String(repeating: "x", count: 2000)] {
            let wrong = try Self.ways(Self.known, password, project).map { try client.ask($0) }
            let nobody = try Self.ways(Self.unknown, password, project).map { try client.ask($0) }
            for (one, other) in zip(wrong, nobody) {
                #expect(one.status == 401)
                #expect(one.telling == other.telling)
            }
        }
        try measure(client)
    }

    /// For whoever prints the matrix; nothing is expected of a clock.
    private func measure(_ client: WireClient) throws {
        guard let path = ProcessInfo.processInfo.environment["CLOAKROOM_SIGNIN_TIMES"] else { return }
        let lines = try [("wrong password", Self.known), ("unknown user", Self.unknown)].map { what, email in
            let times = try (0..<15).map { number in
                let request = WireRequest(
                    json: #"{"email":"\#(email)","password":"wrong \#(number)"}"#, to: "/auth/signin")
                return try ContinuousClock().measure { _ = try client.ask(request) } / .milliseconds(1)
            }
            let sorted = times.sorted()
            let figures = [sorted[0], sorted[7], sorted[14]].map { String(format: "%.1f", $0) }
            return "sign-in, \(what): 401 after \(figures[1]) ms in the median (\(figures[0]) to \(figures[2]))"
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
