import Foundation

/// Rows 18 to 20: what caches, ranges and queries could be made to give away.
extension Attack {
    static let caches: [Attack] = [
        Attack("18", "a project's file in a shared cache", "private, varies with Authorization") { desk in
            let path = try desk.kept(WireForm("note.txt", nil, "x"))
            let answer = try desk.get("/files?path=\(path)")
            let isPrivate = answer.header("Cache-Control")?.hasPrefix("private, ") == true
            let varies = answer.header("Vary") == "Authorization"
            return Outcome(
                answer: isPrivate && varies ? "private, varies with Authorization" : "shared",
                said: answer.header("Cache-Control") ?? "")
        },
        Attack("18", "an avatar that was replaced", "private, no-cache") { desk in
            let path = try desk.kept(try .picture(), to: "users/photo")
            return Outcome(answer: try desk.get("/files?path=\(path)").header("Cache-Control") ?? "none")
        },
        Attack("18", "refusals and tokens kept by anybody", "no-store") { desk in
            let answers = [
                try desk.get("/files?path=x"), try desk.get("/files?path=x", by: .nobody),
                try desk.get("/zz/files?path=x"), try desk.get("/nothing"),
                try desk.ask(WireRequest(json: #"{"id_project":"\#(desk.staff.p)"}"#, to: "/auth/signinAnonymously")),
            ]
            let kept = Set(answers.map { $0.header("Cache-Control") ?? "none" })
            return Outcome(answer: kept.sorted().joined(separator: " and "), said: "\(answers.map(\.status))")
        },
        Attack("18", "another's copy confirmed by its tag", "404") { desk in
            let path = try desk.kept(WireForm("note.txt", nil, "x"))
            let tag = try desk.get("/files?path=\(path)").header("ETag") ?? ""
            return try [
                "If-None-Match: \(tag)", "If-Match: \(tag)", "If-None-Match: *", "If-Range: \(tag)\r\nRange: bytes=0-",
            ]
            .map { try desk.get("/files?path=\(path)", by: .foreignOwner, headers: [$0]) }.outcome
        },
        Attack("18", "a page of another origin with the reader's credentials", "not allowed") { desk in
            let answer = try desk.get("/files?path=x", headers: ["Origin: https://evil.example", "Cookie: a=b"])
            let isOpen = answer.header("Access-Control-Allow-Credentials") != nil || answer.header("Set-Cookie") != nil
            return Outcome(
                answer: isOpen ? "allowed" : "not allowed", said: answer.header("Access-Control-Allow-Origin") ?? "")
        },
    ]

    // MARK: Ranges

    static let ranges: [Attack] = [
        range("from the first byte on", "bytes=0-", "206 0123456789"), range("the last three", "bytes=-3", "206 789"),
        range("more than all from the end", "bytes=-9999", "206 0123456789"), range("none", "bytes=-0", "416 "),
        range("beyond the end", "bytes=10-", "416 "), range("an end beyond the end", "bytes=8-99", "206 89"),
        range("numbers beyond every number", "bytes=99999999999999999999-", "416 "),
        range("an end beyond every number", "bytes=0-99999999999999999999", "206 0123456789"),
        range("backwards", "bytes=5-2", "200 0123456789"), range("no numbers", "bytes=a-b", "200 0123456789"),
        range("a sign", "bytes=+1-2", "200 0123456789"), range("another unit", "lines=0-1", "200 0123456789"),
        range("nothing", "bytes=", "200 0123456789"), range("blanks around the numbers", "bytes= 0 - 1 ", "206 01"),
        range(
            "a thousand that overlap", "bytes=" + Array(repeating: "0-", count: 1000).joined(separator: ","),
            "200 0123456789"),
        range(
            "ten kilobytes of them", "bytes=" + Array(repeating: "1-2", count: 2500).joined(separator: ","),
            "200 0123456789"),
    ]

    private static func range(_ name: String, _ value: String, _ expected: String) -> Attack {
        Attack("19", name, expected) { desk in
            let path = try desk.kept(WireForm("note.txt", nil, "0123456789"))
            let answer = try desk.get("/files?path=\(path)", headers: ["Range: \(value)"])
            let content = answer.status == 416 ? "" : answer.text
            return Outcome(answer: "\(answer.status) \(content)", said: answer.header("Content-Range") ?? "")
        }
    }

    // MARK: Queries

    static let queries: [Attack] =
        [
            "path[$regex]=^uploads", "path%5B$ne%5D=x", "path[]=x", "path[0]=x", "path=x&path=y", "path.x=y",
            "path[path]=x", "[path]=x", "path=x&path[$ne]=y",
        ].map { query in
            Attack("20", query, "400") { desk in
                try ["/files", "/files/download", "\(desk.project)/files"].map { try desk.get("\($0)?\(query)") }
                    .outcome
            }
        } + [
            Attack("20", "the same to delete", "400") { desk in
                try ["path[$regex]=^uploads", "path[]=x", "path=x&path=y", ""].map {
                    try desk.get("\(desk.project)/files?\($0)", "DELETE")
                }.outcome
            },
            Attack("20", "objects for other parameters", "400") { desk in
                try ["bot_id[$ne]=x", "bot_id=a&bot_id=b"].map {
                    try desk.send(try .picture(), to: "users/photo?\($0)")
                }
                .outcome
            },
            Attack("20", "objects and text for an expiry", "400") { desk in
                try [
                    "expiration[$gt]=1", "expiration=1;DROP", "expiration=0x10", "expiration=1e9",
                    "expiration=1&expiration=2",
                ]
                .map { try desk.send(WireForm("x.txt", nil, "x"), to: "assets?\($0)") }.outcome
            },
            Attack("20", "objects for a token in the query", "400") { desk in
                try ["secret_token[$ne]=x", "secret_token=a&secret_token=b"].map {
                    try desk.ask(WireRequest("GET", "/files?path=x&\($0)"))
                }.outcome
            },
            Attack("20", "SQL in a path", "404") { desk in
                try ["'%20OR%201=1--", "uploads/'%20UNION%20SELECT%20*%20FROM%20users--", "%25"].map {
                    try desk.get("/files?path=\($0)")
                }.outcome
            },
            Attack("20", "SQL in a project's id", "400") { try $0.get("/'%20OR%201=1--/files?path=x").outcome },
        ]

    static let signIns: [Attack] =
        [
            #"{"email":{"$ne":null},"password":{"$ne":null}}"#, #"{"email":["o@example.com"],"password":"x"}"#,
            #"{"email":"o@example.com","password":{"$gt":""}}"#, #"{"email":true,"password":1}"#,
        ].map { body in asking("20", "sign-in with \(body)", "422") { _ in WireRequest(json: body, to: "/auth/signin") }
        }
        + [
            asking("20", "SQL for an address", "401") { _ in
                WireRequest(json: #"{"email":"' OR 1=1--@x","password":"x"}"#, to: "/auth/signin")
            },
            asking("20", "an object for a guest's project", "422") { _ in
                WireRequest(json: #"{"id_project":{"$ne":null}}"#, to: "/auth/signinAnonymously")
            },
            asking("20", "a form with an object for an address", "400") { _ in
                WireRequest(
                    "POST", "/auth/signin", headers: ["Content-Type: application/x-www-form-urlencoded"],
                    body: Array("email[$ne]=x&password[$ne]=x".utf8))
            },
            asking("20", "JSON a hundred thousand levels deep", "413") { _ in
                WireRequest(json: String(repeating: "[", count: 100_000), to: "/auth/signin")
            },
            asking("20", "JSON thirty thousand levels deep", "400") { _ in
                WireRequest(json: String(repeating: #"{"a":"#, count: 10_000), to: "/auth/signin")
            },
            asking("20", "an object for whom a token stands", "401") { _ in
                let token = try SignedToken.make(["_id": ["$ne": ""], "sub": "user"], secret: Staff.globalSecret)
                return WireRequest("GET", "/files?path=x", token: token)
            },
        ]
}
