import CloakroomCore
import CloakroomTesting
import CloakroomCrypto
import Foundation
import Testing

@testable import CloakroomIdentity

/// Two projects with people, bots and secrets, and the identity over them, on a clock turned by hand.
struct World {
    let clock = HandClock()
    let directory = PlainDirectory()
    let identity: LocalIdentity

    let project: HexID
    let elsewhere: HexID
    /// Agent of `project`.
    let ada: User
    /// Owner of `elsewhere`, nothing in `project`.
    let eve: User
    let bot: Bot
    let otherBot: Bot
    let subscription: Subscription

    init(
        keys: SigningKeys? = nil, hashing: PasswordHashing = HandHashing().hashing, running: Int = 2, waiting: Int = 32
    ) async throws {
        project = try #require(HexID(String(repeating: "1", count: 24)))
        elsewhere = try #require(HexID(String(repeating: "2", count: 24)))
        ada = User(
            id: try #require(HexID(String(repeating: "a", count: 24))), email: "ada@example.org",
            passwordHash: "hash of a:b::c", firstName: "Ada", lastName: "Lovelace")
        eve = User(
            id: try #require(HexID(String(repeating: "e", count: 24))), email: "eve@example.org",
            passwordHash: "hash of eve")
        bot = Bot(id: try #require(HexID(String(repeating: "b", count: 24))), project: project, name: "Helper")
        otherBot = Bot(id: try #require(HexID(String(repeating: "c", count: 24))), project: elsewhere, name: "Other")
        subscription = Subscription(id: try #require(HexID(String(repeating: "d", count: 24))), project: project)
        identity = LocalIdentity(
            directory: directory, keys: try keys ?? SigningKeys(secret: TestKeys.secret), clock: clock.wall,
            hashing: hashing, threads: PasswordThreads(running: running, waiting: waiting))
        try await fill()
    }

    private func fill() async throws {
        await directory.add(Project(id: project, name: "Here"))
        await directory.add(Project(id: elsewhere, name: "There"))
        try await directory.add(ada)
        try await directory.add(eve)
        await directory.add(bot)
        await directory.add(otherBot)
        await directory.add(subscription)
        await directory.setRole(.agent, of: ada.id.text, in: project)
        await directory.setRole(.owner, of: eve.id.text, in: elsewhere)
        for name in names { _ = await directory.keepSecret(secret(name), as: name.text, replacing: false) }
    }

    private var names: [SecretName] {
        [
            .project(project), .project(elsewhere), .bot(bot.id), .bot(otherBot.id), .subscription(subscription.id),
        ]
    }

    /// The secret that the directory keeps under `name` from the start.
    func secret(_ name: SecretName) -> String { "secret of \(name.text)" }

    func audience(_ path: String) -> JSONValue { .text("https://tiledesk.com/\(path)") }

    /// A token signed with HS256 and `secret`.
    func token(_ claims: [String: JSONValue], signedWith secret: String = TestKeys.secret) -> String {
        Forge.token(header: #"{"alg":"HS256","typ":"JWT"}"#, claims: JSONValue.object(claims).json, secret: secret)
    }

    func authenticate(_ claims: [String: JSONValue], signedWith secret: String = TestKeys.secret) async throws
        -> Principal
    {
        try await identity.authenticate(.token(token(claims, signedWith: secret)))
    }

    /// The kind of error with which the token is refused.
    func refusal(of token: String) async -> CloakroomError.Kind? {
        await refusal { _ = try await identity.authenticate(.token(token)) }
    }

    func refusal(of body: () async throws -> Void) async -> CloakroomError.Kind? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? CloakroomError)?.kind
        }
    }
}

/// Makes tokens of any shape, right or wrong.
enum Forge {
    static func token(header: String, claims: String, secret: String) -> String {
        let signed = base64URL(Array(header.utf8)) + "." + base64URL(Array(claims.utf8))
        return signed + "." + base64URL(HMACSHA256(key: secret.utf8).code(of: signed.utf8).bytes)
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
