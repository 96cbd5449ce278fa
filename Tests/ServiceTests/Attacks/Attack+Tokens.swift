import Foundation

/// Tokens that cost more to read than to write, and passwords tried one after another.
extension Attack {
    private static let lists = nested("[", String(repeating: "{},", count: 900) + "1e999", "]")
    private static let objects = nested(#"{"a":"#, "1", "}")

    private static func nested(_ open: String, _ inner: String, _ close: String) -> String {
        String(repeating: open, count: 480) + inner + String(repeating: close, count: 480)
    }

    static let tokens: [Attack] = [
        token("a number beyond every integer in the header", header: #"{"alg":"HS256","x":1e19}"#),
        token("a number beyond every number", header: #"{"alg":"HS256","x":1e999}"#, claims: #"{"exp":1e999}"#),
        token("times beyond every time", claims: #"{"exp":1e300,"nbf":-1e300,"iat":-9223372036854775808}"#),
        token("lists in lists in the header", header: #"{"alg":"HS256","x":\#(lists)}"#),
        token("lists in lists", claims: #"{"_id":"x","x":\#(lists)}"#),
        token("objects in objects", claims: #"{"_id":"x","x":\#(objects)}"#),
        token("the same in UTF-16", utf16Claims: #"{"_id":"x","x":\#(nested("[", "\u{2222}", "]"))}"#),
        token("the algorithm twice", header: #"{"alg":"HS256","alg":"none"}"#),
        token("an algorithm that is a list", header: #"{"alg":["HS256"]}"#),
        Attack("token", "lists in lists in a guest's attributes", "400, quickly") { desk in
            let deep = nested("[", String(repeating: "{},", count: 900) + "1", "]")
            let body = #"{"id_project":"\#(desk.staff.p)","attributes":{"a":\#(deep)}}"#
            return try quickly(desk) { try desk.ask(WireRequest(json: body, to: "/auth/signinAnonymously")) }
        },
    ]

    private static func token(
        _ name: String, header: String = #"{"alg":"HS256"}"#, claims: String = #"{"_id":"x"}"#,
        utf16Claims: String? = nil
    ) -> Attack {
        Attack("token", name, "401, quickly") { desk in
            let payload = utf16Claims.map { text in text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
            let parts = [Array(header.utf8), payload ?? Array(claims.utf8), [0]].map(SignedToken.encoded)
            return try quickly(desk) {
                try desk.ask(WireRequest("GET", "/files?path=x", token: parts.joined(separator: ".")))
            }
        }
    }

    /// Whether the service worked for less than a second for its answer, whoever else had the processor meanwhile.
    private static func quickly(_ desk: AttackDesk, _ ask: () throws -> WireAnswer) throws -> Outcome {
        let before = AttackDesk.processorTime(of: desk.service.processID)
        let outcome = try ask().outcome
        let ticks = AttackDesk.processorTime(of: desk.service.processID) - before
        let isQuick = ticks < Int(sysconf(Int32(_SC_CLK_TCK)))
        return Outcome(answer: outcome.answer + (isQuick ? ", quickly" : ", after \(ticks) ticks"), said: outcome.said)
    }

    // MARK: Passwords

    static let guesses: [Attack] = [
        guess("tries at the sign-in") {
            WireRequest(json: #"{"email":"\#($0)","password":"\#($1)"}"#, to: "/auth/signin")
        },
        guess("tries with Basic") { WireRequest("GET", "/files?path=x", headers: [basic($0, $1)]) },
    ]

    /// Twenty wrong ones are looked at, and then nothing more, not even the right one.
    private static func guess(
        _ what: String, _ request: @escaping @Sendable (_ email: String, _ password: String) -> WireRequest
    ) -> Attack {
        Attack("guess", "thirty wrong \(what), and the right one", "429 for the right one") { _ in
            let loaded = try LoadedService([:])
            let wrong = (0..<30).map { request("o@example.com", "guess \($0)") }
            let statuses = try WireClient(loaded.service).ask(wrong + [request("o@example.com", "p:w")]).map(\.status)
            let isHeld = statuses.prefix(20).allSatisfy { $0 == 401 } && statuses.last == 429
            return Outcome(answer: isHeld ? "429 for the right one" : "\(statuses)")
        }
    }

    private static func basic(_ email: String, _ password: String) -> String {
        "Authorization: Basic " + Data("\(email):\(password)".utf8).base64EncodedString()
    }
}
