import Foundation

/// Uploads that others began, and what comes in parts (of rows 9 and 14 to 16).
extension Attack {
    static let uploads: [Attack] = [
        touching("an upload's token that was guessed", "404") { desk, _ in
            // What a client sees of another upload tells nothing of this one's token.
            String(decoding: (0..<25).map { _ in UInt8.random(in: 0x61...0x7A) }, as: UTF8.self)
        },
        touching("an upload's token of another project", "404", by: .foreignOwner) { $1 },
        touching("an upload's token of another guest", "404", by: .external) { $1 },
        touching("an upload's token with something behind it", "404") { "\($1)x" },
        Attack("9", "an upload's token after it was consumed", "404, its content 404") { desk in
            let (token, content) = try desk.upload()
            _ = try desk.ask(desk.request("POST", "/api/v2/uploads/\(token)/consume", by: .owner))
            let answers = try desk.touch(token, by: .guest)
            let open = try desk.ask(WireRequest("GET", content))
            return Outcome(answer: "\(answers.outcome.answer), its content \(open.status)", said: content)
        },
        Attack("9", "an upload's token after it was deleted", "404, its content 404") { desk in
            let (token, content) = try desk.upload()
            _ = try desk.ask(desk.request("DELETE", "/api/v2/uploads/\(token)", by: .guest))
            let answers = try desk.touch(token, by: .owner)
            let open = try desk.ask(WireRequest("GET", content))
            return Outcome(answer: "\(answers.outcome.answer), its content \(open.status)", said: content)
        },
        Attack("9", "a content URL made for another file", "404") { desk in
            let (first, second) = (try desk.upload().content, try desk.upload().content)
            // The number of one, the signature of the other.
            let (start, digits) = ("/attachments/token/".count, 14)
            let forged = second.prefix(start + digits) + first.dropFirst(start + digits)
            return try desk.ask(WireRequest("GET", String(forged))).outcome
        },
        Attack("9", "a resumable upload of somebody else's", "404") { desk in
            let (begun, path) = try desk.begin("/api/v2/uploads?filename=a.txt", "hel", by: .guest)
            let last = try [Person.owner, .foreignGuest, .external].map { person in
                try ["HEAD", "DELETE"].map { try desk.ask(desk.request($0, path, by: person)) }
                    + [try desk.end(path, at: 3, "lo", by: person)]
            }
            _ = try desk.ask(desk.request("DELETE", path, by: .guest))
            return Outcome(answer: last.flatMap { $0 }.outcome.answer, said: "\(begun.status)")
        },
    ]

    static let parts: [Attack] = [
        Attack("14", "an interim answer behind a proxy", "none") { desk in
            let lines = [
                "POST \(desk.project)/files/chat HTTP/1.1", "Host: a", "Via: 1.1 nginx", "Connection: close",
                "Authorization: JWT \(desk.staff.token(.guest) ?? "")", "Upload-Draft-Interop-Version: 8",
                "Upload-Complete: ?1", "Content-Disposition: attachment; filename=x.txt", "Content-Length: 1",
            ]
            let text = try desk.raw(lines.joined(separator: "\r\n") + "\r\n\r\nx")
            if text.status == 201 { desk.noteAccepted(1) }
            let count = text.components(separatedBy: "HTTP/1.1 ").count - 1
            return Outcome(answer: count == 1 ? "none" : "\(count - 1)", said: String(text.prefix { $0 != "\r\n" }))
        },
        Attack("15", "a part of a file that never ends", "408 or hung up, taken up again") { _ in
            let loaded = try LoadedService(["CLOAKROOM_BODY_WINDOW_SECONDS": "1"])
            let client = WireClient(loaded.service)
            let headers = ["Upload-Complete: ?0", "Content-Disposition: attachment; filename=x.txt"]
            let begun = try client.ask(
                WireRequest(
                    "POST", "/\(loaded.project)/files/chat", token: loaded.guest, headers: headers,
                    body: Array("ab".utf8)))
            let path = try ResumableDesk.path(begun)
            let said = try loaded.ask(
                "PATCH \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: JWT \(loaded.guest)\r\nUpload-Offset: 2\r\n"
                    + "Upload-Complete: ?1\r\nContent-Type: application/partial-upload\r\nContent-Length: 1000\r\n\r\nc"
            )
            let place = try client.ask(WireRequest("HEAD", path, token: loaded.guest))
            let isThere = place.header("Upload-Offset") == "3" || place.header("Upload-Offset") == "2"
            let isOver = said.isEmpty || said.status == 408
            return Outcome(
                answer: (isOver ? "408 or hung up" : "\(said.status ?? 0)") + (isThere ? ", taken up again" : ", gone"),
                said: place.header("Upload-Offset") ?? "")
        },
        Attack("16", "a page that comes in parts as a picture", "403 and 422, nothing kept") { desk in
            let page = "<html><script>alert(1)</script>"
            let before = desk.blobs
            let ends = try ["\(desk.project)/files/chat", "/api/v2/uploads"].map { target in
                let (_, path) = try desk.begin(target, "<ht", name: "x.png", by: .guest)
                return try desk.end(path, at: 3, String(page.dropFirst(3)), by: .guest)
            }
            return Outcome(
                answer: "\(ends.outcome.answer), \(desk.blobs == before ? "nothing" : "something") kept",
                said: ends.outcome.said)
        },
    ]

    private static func touching(
        _ what: String, _ expected: String, by person: Person = .guest,
        _ forge: @escaping @Sendable (AttackDesk, String) -> String
    ) -> Attack {
        Attack("9", what, expected) { desk in
            try desk.touch(forge(desk, desk.upload().token), by: person).outcome
        }
    }
}

extension AttackDesk {
    fileprivate func request(
        _ method: String, _ target: String, by person: Person, _ headers: [String] = [], _ body: [UInt8]? = nil
    ) -> WireRequest {
        WireRequest(method, target, token: staff.token(person), headers: headers, body: body)
    }

    /// A new upload of a guest's with one file.
    fileprivate func upload() throws -> (token: String, content: String) {
        let answer = try ask(
            request("POST", "/api/v2/uploads?filename=a.txt", by: .guest, [], Array("hello".utf8)))
        let upload = try ZendeskUpload(answer)
        return (upload.token, upload.contentTarget)
    }

    /// Everything that a token opens.
    fileprivate func touch(_ token: String, by person: Person) throws -> [WireAnswer] {
        try [
            ask(request("GET", "/api/v2/uploads/\(token)", by: person)),
            ask(request("DELETE", "/api/v2/uploads/\(token)", by: person)),
            ask(request("POST", "/api/v2/uploads?filename=b.txt&token=\(token)", by: person, [], [0x61])),
        ]
    }

    fileprivate func begin(
        _ target: String, _ start: String, name: String = "a.txt", by person: Person
    ) throws -> (WireAnswer, path: String) {
        let answer = try client.ask(
            request(
                "POST", target, by: person,
                ["Upload-Complete: ?0", "Content-Disposition: attachment; filename=\(name)"], Array(start.utf8)))
        return (answer, try ResumableDesk.path(answer))
    }

    fileprivate func end(_ path: String, at offset: Int, _ rest: String, by person: Person) throws -> WireAnswer {
        try ask(
            request(
                "PATCH", path, by: person,
                ["Content-Type: application/partial-upload", "Upload-Offset: \(offset)", "Upload-Complete: ?1"],
                Array(rest.utf8)))
    }
}
