import Foundation

/// Rows 11 and 13: what a client says must neither be fetched nor be taken for a header. After every attack the suite looks
/// whether somebody knocked at the trap.
extension Attack {
    static let fetches: [Attack] = [
        Attack("11", "a path that is an address", "404") { desk in
            try ["", desk.project].flatMap { place in
                try ["/files", "/files/download"].map { try desk.get("\(place)\($0)?path=\(desk.trap.url)") }
            }.outcome
        },
        Attack("11", "other parameters that are addresses", "404") { desk in
            try ["url", "src", "downloadURL", "redirect_uri", "callback"].map {
                try desk.get("/files?path=x&\($0)=\(desk.trap.url)")
            }.outcome
        },
        Attack("11", "an address for a file", "400") { desk in
            let text = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\(desk.trap.url)\r\n--b--\r\n"
            return [
                try desk.ask(desk.form(Array(text.utf8))),
                try desk.ask(
                    WireRequest(
                        "POST", "\(desk.project)/files/chat", token: desk.staff.token(.guest),
                        headers: ["Content-Type: application/json"], body: Array(#"{"url":"\#(desk.trap.url)"}"#.utf8))),
            ].outcome
        },
        Attack("11", "a token that says where its key is", "401") { desk in
            try ["jku", "x5u", "kid", "jwk"].map { name in
                let header = ["alg": "HS256", name: desk.trap.url]
                let token = try SignedToken.make(["_id": desk.staff.id(.owner)], secret: "x", header: header)
                return try desk.ask(WireRequest("GET", "/files?path=x", token: token))
            }.outcome
        },
        Attack("11", "a token for an address, by an address", "401") { desk in
            let claims = ["_id": desk.staff.id(.owner), "iss": desk.trap.url, "aud": desk.trap.url, "sub": "user"]
            let token = try SignedToken.make(claims, secret: "x")
            return try desk.ask(WireRequest("GET", "/files?path=x", token: token)).outcome
        },
        Attack("11", "another host in the headers", "404") { desk in
            let host = "127.0.0.1:\(desk.trap.port)"
            return try ["X-Forwarded-Host", "Forwarded", "X-Original-URL", "Referer", "Origin", "X-Accel-Redirect"].map
            {
                try desk.get("/files?path=x", headers: ["\($0): \($0 == "Forwarded" ? "host=" : "http://")\(host)"])
            }.outcome
        },
        Attack("11", "a request for another host", "404") { desk in
            let text = try desk.raw("GET \(desk.trap.url) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        },
        Attack("11", "being sent to another host", "never") { desk in
            let targets = [
                "//evil.example/files", "/\\evil.example", "/files//evil.example/..", "/files?path=//evil.example",
            ]
            let answers = try targets.map { try desk.get($0) }
            let moves = answers.filter { 300..<400 ~= $0.status || $0.header("Location") != nil }
            return Outcome(answer: moves.isEmpty ? "never" : "\(moves[0].status)", said: "\(answers.map(\.status))")
        },
        sending(
            "11", "a document that loads a template",
            "201 application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ) {
            WireForm("x.docx", nil, try Fixture.bytes("genuine/sample.docx"))
        },
    ]

    // MARK: Headers

    static let headerNames: [Attack] =
        [
            #"a\"b.txt"#, "a%22; filename=%22b.txt", "a%0D%0AX-Evil: 1%0D%0A%0D%0A<html>.txt", "a%0AX-Evil: 1.txt",
            "a\u{85}X-Evil: 1.txt", "a\u{2028}X-Evil: 1.txt", "ü€😀.txt", "a;b=c.txt", "%00.txt", "a\tb.txt",
            "=?utf-8?b?YQ==?=.txt",
        ].map { name in
            Attack("13", "a file called \(name.debugDescription)", "one plain header") { desk in
                let path = try desk.kept(WireForm(name, nil, "x"), to: "chat", by: .guest)
                return disposition(try desk.get("/files/download?path=\(path)"))
            }
        } + [
            Attack("13", "line breaks in filename*", "one plain header") { desk in
                let extended = "file\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201.txt; x=\""
                let body = WireForm("x", nil, "x").bytes
                let text = String(decoding: body, as: UTF8.self)
                    .replacing("name=\"file\"; filename=\"x\"", with: "name=\"\(extended.dropLast(6))")
                let answer = try desk.ask(
                    WireRequest(
                        "POST", "\(desk.project)/files/chat", token: desk.staff.token(.guest),
                        headers: [WireForm.header],
                        body: Array(text.utf8)))
                guard let path = answer.path else { return answer.outcome }
                return disposition(try desk.get("/files/download?path=\(path)"))
            },
            echoing("line breaks in a project's id", "/a%0D%0AX-Evil:%201/files?path=x"),
            echoing("line breaks in a path", "/files?path=a%0D%0AX-Evil:%201"),
            echoing("quotes in a project's id", "/%22,%22X-Evil%22:%221/files?path=x"),
            Attack("13", "line breaks in the headers that a page asks for", "400") { desk in
                let text = try desk.raw(
                    "OPTIONS /files HTTP/1.1\r\nHost: a\r\nAccess-Control-Request-Headers: a\rX-Evil: 1\r\n\r\n")
                return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
            },
        ]

    /// Whether the name came out as one header of printable ASCII.
    private static func disposition(_ answer: WireAnswer) -> Outcome {
        let named = answer.lines.filter { $0.lowercased().hasPrefix("content-disposition:") }
        let isPlain = named.count == 1 && named[0].utf8.allSatisfy { 0x20..<0x7F ~= $0 }
        let isQuoted =
            named.first?.wholeMatch(of: #/[^"]*attachment; filename="[^"\\]*"(; filename\*=UTF-8''[^";]*)?/#) != nil
        let isAlone = !answer.lines.contains { $0.hasPrefix("X-Evil") } && !answer.text.contains("X-Evil")
        let said = named.first.map { String($0.dropFirst("Content-Disposition: ".count)) } ?? ""
        return Outcome(answer: isPlain && isQuoted && isAlone ? "one plain header" : "\(answer.status)", said: said)
    }

    private static func echoing(_ what: String, _ target: String) -> Attack {
        Attack("13", what, "a refusal without it") { desk in
            let answers = [try desk.get(target), try desk.get(target, "DELETE")]
            let isClean = answers.allSatisfy { answer in
                answer.status >= 400 && !answer.lines.contains { $0.contains("X-Evil") }
                    && (try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["X-Evil"] == nil
            }
            return Outcome(
                answer: isClean ? "a refusal without it" : "\(answers.map(\.status))",
                said: answers[0].field("error") ?? "")
        }
    }
}
