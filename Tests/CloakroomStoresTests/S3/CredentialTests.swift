import CloakroomCore
import CloakroomTesting
import Foundation
import NIOHTTP1
import Testing

@testable import CloakroomStores

@Suite(.timeLimit(.minutes(15))) struct CredentialTests {
    private static let start: Int64 = 1_445_412_480

    /// Waits as long as a crowded machine needs.
    private func patient(
        _ origin: S3CredentialOrigin, _ time: HandClock = HandClock(seconds: Self.start)
    ) -> CredentialKeeper {
        CredentialKeeper(origin, clock: time.wall, patience: .seconds(600))
    }

    private func document(_ key: String, until end: String) -> ScriptedServer.Answer {
        .reply(
            200,
            body: """
                {"Code": "Success", "AccessKeyId": "\(key)", "SecretAccessKey": "s", "Token": "t", "Expiration": "\(end)"}
                """)
    }

    @Test func anInstanceIsAskedWithATokenAndAgainBeforeTheEnd() async throws {
        let (token, role) = (
            ScriptedServer.Answer.reply(200, body: "proof"), ScriptedServer.Answer.reply(200, body: "r")
        )
        let server = try await ScriptedServer(
            token, role, document("first", until: "2015-10-21T08:28:00Z"), token, role,
            document("second", until: "2015-10-21T09:28:00Z"))
        let time = HandClock(seconds: Self.start)
        let keeper = patient(.instance(url: server.url), time)
        #expect(try await keeper.current().accessKey == "first")
        time.turn(seconds: 3299)
        #expect(try await keeper.current().accessKey == "first")
        #expect(server.asked.count == 3)
        time.turn(seconds: 1)
        let renewed = try await keeper.current()
        #expect(renewed.accessKey == "second" && renewed.sessionToken == "t")
        #expect(server.asked.map(\.method) == [.PUT, .GET, .GET, .PUT, .GET, .GET])
        #expect(server.asked[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == ["300"])
        #expect(server.asked[1...2].allSatisfy { $0.headers["x-aws-ec2-metadata-token"] == ["proof"] })
        #expect(server.asked[2].uri == "/latest/meta-data/iam/security-credentials/r")
    }

    @Test func whileTheyHoldOldOnesAreUsedWhenNoNewOnesCome() async throws {
        let server = try await ScriptedServer(document("first", until: "2015-10-21T08:28:00Z"), .reply(500))
        let time = HandClock(seconds: Self.start)
        let keeper = patient(.container(url: server.url, token: nil), time)
        _ = try await keeper.current()
        time.turn(seconds: 3500)
        #expect(try await keeper.current().accessKey == "first")
        #expect(try await keeper.current().accessKey == "first")
        #expect(server.asked.count == 2)
        time.turn(seconds: 100)
        let error = await #expect(throws: CloakroomError.self) { try await keeper.current() }
        #expect(error?.kind == .unavailable)
    }

    @Test func aContainersTokenIsReadAnew() async throws {
        let scratch = try Scratch()
        let file = scratch.path + "/token"
        try Data("first\n".utf8).write(to: URL(fileURLWithPath: file))
        let server = try await ScriptedServer(document("a", until: "2015-10-21T07:29:00Z"))
        let time = HandClock(seconds: Self.start)
        let keeper = patient(.container(url: server.url + "/x", token: .file(file)), time)
        _ = try await keeper.current()
        try Data("second".utf8).write(to: URL(fileURLWithPath: file))
        time.turn(seconds: 60)
        _ = try await keeper.current()
        #expect(server.asked.flatMap { $0.headers["authorization"] } == ["first", "second"])
    }

    @Test func oneRenewalServesAllWhoWait() async throws {
        let server = try await ScriptedServer(document("a", until: "2015-10-21T08:28:00Z"))
        let keeper = patient(.container(url: server.url, token: nil))
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try? await keeper.current() } }
        }
        #expect(server.asked.count == 1)
    }

    @Test func aFileIsReadAnewAfterAMinute() async throws {
        let scratch = try Scratch()
        let file = scratch.path + "/credentials"
        func text(_ key: String) -> String {
            "# x\n[other]\naws_access_key_id=no\n\n[ default ]\naws_access_key_id = \(key)\nAWS_SECRET_ACCESS_KEY=s=/+\n"
        }
        try Data(text("one").utf8).write(to: URL(fileURLWithPath: file))
        let time = HandClock(seconds: Self.start)
        let keeper = patient(.file(file, profile: "default"), time)
        #expect(try await keeper.current() == S3Credentials(accessKey: "one", secretKey: "s=/+"))
        try Data(text("two").utf8).write(to: URL(fileURLWithPath: file))
        #expect(try await keeper.current().accessKey == "one")
        time.turn(seconds: 60)
        #expect(try await keeper.current().accessKey == "two")
    }

    @Test(arguments: [
        "", "[default]\n", "[default]\naws_access_key_id=a\n", "aws_access_key_id=a\naws_secret_access_key=s",
    ])
    func halfAProfileIsNone(_ text: String) throws {
        let scratch = try Scratch()
        let file = scratch.path + "/credentials"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        #expect(throws: InvalidCredentialsFile.self) {
            try S3CredentialOrigin.credentials(file: file, profile: "default")
        }
        #expect(try S3CredentialOrigin.credentials(file: file + ".not", profile: "default") == nil)
    }
}
