import Foundation

/// Two projects and everybody who may ask, with their tokens.
struct Staff: Sendable {
    static let globalSecret = "the secret that the tests share with the service"

    let p = Self.id(1)
    let q = Self.id(2)
    /// Who owns what is another's, in P and in Q: admins whom no column of the matrix stands for.
    let clerk: String
    let foreignClerk: String
    /// A member of P who never sent a picture.
    let quiet = Self.id(43)
    let otherBot = Self.id(44)
    let otherForeignBot = Self.id(45)
    private var ids: [Person: String] = [:]
    private var tokens: [Person: String] = [:]
    private var secrets: [String: String] = [:]

    init(_ service: RunningService, _ client: WireClient) throws {
        clerk = try Self.userToken(Self.id(41))
        foreignClerk = try Self.userToken(Self.id(42))
        for (number, person) in Person.allCases.enumerated() { ids[person] = Self.id(10 + number) }
        try service.commands(["P": p, "Q": q].map { ["project", "add", $0.key, "--id", $0.value] })
        try service.commands(accounts)
        let both = id(.both)
        let rest = [["member", "set", "--project", q, "--user", both, "--role", "owner"]]
        let shown = try service.commands(secretHolders.map { ["secret", "show"] + $0 } + rest)
        secrets = Dictionary(uniqueKeysWithValues: zip(secretHolders.map { $0[1] }, shown))
        try makeTokens(client)
    }

    /// 24 hex digits; the guests' are made by the service.
    func id(_ person: Person) -> String { ids[person.account] ?? "" }

    func token(_ person: Person) -> String? { tokens[person] }

    /// The secret of the project, bot or subscription with this id.
    func secret(of id: String) -> String { secrets[id] ?? "" }

    func home(of person: Person) -> String { person.isAtHomeInQ ? q : p }

    static func id(_ number: Int) -> String { String(repeating: "c", count: 22) + String(format: "%02d", number) }

    private static func userToken(_ id: String) throws -> String {
        try SignedToken.make(["_id": id, "sub": "user"], secret: globalSecret)
    }
}

extension Staff {
    private static let password = "p:w"

    private static let roles: [(Person, String)] = [
        (.user, "user"), (.teammate, "teammate"), (.agent, "agent"), (.supervisor, "supervisor"), (.admin, "admin"),
        (.owner, "owner"), (.both, "owner"),
    ]

    private var accounts: [[String]] {
        let members = Self.roles.map { (id($0.0), p, $0.1) }
        let others = [
            (Self.id(41), p, "admin"), (quiet, p, "agent"), (Self.id(42), q, "admin"), (id(.foreignOwner), q, "owner"),
        ]
        let users = (members + others).map { id, project, role in
            [
                "user", "add", "\(id)@example.com", "--password", Self.password, "--id", id, "--project", project,
                "--role", role,
            ]
        }
        let bots = [(id(.bot), p), (otherBot, p), (id(.foreignBot), q), (otherForeignBot, q)].map { id, project in
            ["bot", "add", "A bot", "--id", id, "--project", project]
        }
        return users + bots + [["subscription", "add", "--id", id(.subscription), "--project", p]]
    }

    private var secretHolders: [[String]] {
        [
            ["--project", p], ["--project", q], ["--bot", id(.bot)], ["--bot", id(.foreignBot)],
            ["--subscription", id(.subscription)],
        ]
    }

    private mutating func makeTokens(_ client: WireClient) throws {
        for (person, _) in Self.roles + [(.foreignOwner, "")] { tokens[person] = try Self.userToken(id(person)) }
        let owner: [String: Any] = ["_id": id(.owner), "sub": "user"]
        tokens[.forged] = try SignedToken.make(owner, secret: Self.globalSecret + "?")
        tokens[.late] = try SignedToken.make(
            owner.merging(["exp": Int(Date.now.timeIntervalSince1970) - 1]) { $1 }, secret: Self.globalSecret)
        tokens[.bot] = try token(id(.bot), "bot", for: "bots", id(.bot))
        tokens[.foreignBot] = try token(id(.foreignBot), "bot", for: "bots", id(.foreignBot))
        tokens[.subscription] = try token(
            id(.subscription), "subscription", for: "subscriptions", id(.subscription))
        tokens[.bothInP] = try token(id(.both), "user", for: "projects", p)
        tokens[.bothInQ] = try token(id(.both), "user", for: "projects", q)
        try admitGuest(.guest, to: p, client)
        try admitGuest(.foreignGuest, to: q, client)
        ids[.external] = "visitor-1"
        let external = try token("visitor-1", "userexternal", for: "projects", p)
        tokens[.external] = external
        _ = try client.ask(WireRequest("POST", "/auth/signinWithCustomToken", token: external, body: []))
    }

    /// A token signed with the secret of the one whom it is for.
    func token(_ id: String, _ subject: String, for kind: String, _ holder: String) throws -> String {
        try SignedToken.make(
            ["_id": id, "sub": subject, "aud": "https://tiledesk.com/\(kind)/\(holder)"], secret: secret(of: holder))
    }

    private mutating func admitGuest(_ person: Person, to project: String, _ client: WireClient) throws {
        let answer = try client.ask(WireRequest(json: #"{"id_project":"\#(project)"}"#, to: "/auth/signinAnonymously"))
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        ids[person] = (object?["user"] as? [String: Any])?["_id"] as? String
        tokens[person] = answer.field("token").map { String($0.dropFirst("JWT ".count)) }
    }
}

extension RunningService {
    /// Runs commands beside each other and returns what each printed.
    @discardableResult
    func commands(_ all: [[String]]) throws -> [String] {
        try all.map { try startCloakroom($0) }.map { $0.output() }
    }
}
