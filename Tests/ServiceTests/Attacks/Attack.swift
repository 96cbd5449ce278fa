import Testing

/// One try at what broke a service like this one, and what must come of it.
struct Attack: Sendable, CustomTestStringConvertible {
    /// What came of it, in a few words, and what the service said.
    struct Outcome: Sendable {
        let answer: String
        var said = ""
    }

    /// The row of the list of known attacks.
    let row: String
    let name: String
    let expected: String
    let run: @Sendable (AttackDesk) throws -> Outcome

    init(
        _ row: String, _ name: String, _ expected: String,
        run: @escaping @Sendable (AttackDesk) throws -> Outcome
    ) {
        self.row = row
        self.name = name
        self.expected = expected
        self.run = run
    }

    var testDescription: String { "\(row). \(Attack.titles[row] ?? ""): \(name)" }

    static let all =
        pages + documents + decoders + bombs + drawings + crashes + forms + brokenForms + paths + links + fileNames
        + rights + uploads + parts + fills + fetches + backends + headerNames + proxies + slowness + readers
        + polyglots + sniffers + caches + ranges + queries + signIns + smuggling + floods + replays + tokens + guesses

    static let titles = [
        "1": "A page under a picture's name", "2": "Documents that browsers run", "3": "Unexpected decoders",
        "4": "Bombs", "5": "Drawings that read files", "6": "Decoders that crash", "7": "Multipart abuse",
        "8": "Path traversal", "9": "Other people's files", "10": "Filling the disk", "11": "Fetching for others",
        "12": "Backends that do not answer as they should", "13": "Header injection",
        "14": "Answers out of step behind a proxy", "15": "Slow clients", "16": "Polyglots",
        "17": "Sniffers that hang", "18": "Caches", "19": "Ranges", "20": "Queries made of objects",
        "smuggling": "Request smuggling", "flood": "Requests that are too much", "replay": "Replay",
        "token": "Tokens that are hard to read", "guess": "Guessing passwords",
    ]

    /// What of the list is not tried here, and why.
    static let exempt: [(row: String, what: String, reason: String)] = [
        ("11", "webhooks, guards of addresses", "no address of a client's is fetched; the operator may name any host"),
        ("15", "rights at the end of an upload in parts", "another test: whoLosesItsRoleCannotFinish"),
    ]
}

extension Attack {
    /// Sends a file.
    static func sending(
        _ row: String, _ name: String, to route: String = "assets", by person: Person = .owner, _ expected: String,
        _ form: @escaping @Sendable () throws -> WireForm
    ) -> Attack {
        Attack(row, name, expected) { desk in try desk.send(try form(), to: route, by: person).uploadOutcome }
    }

    /// Asks for something.
    static func asking(
        _ row: String, _ name: String, _ expected: String,
        _ request: @escaping @Sendable (AttackDesk) throws -> WireRequest
    ) -> Attack {
        Attack(row, name, expected) { desk in try desk.ask(try request(desk)).outcome }
    }
}
