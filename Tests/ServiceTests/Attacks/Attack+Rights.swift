import Foundation

/// Rows 9 and 10: other people's files, and room that is not one's own. `deploy/matrix` shows all of row 9.
extension Attack {
    static let rights: [Attack] = [
        foreign("a file of another project", by: .foreignOwner),
        foreign("the same with a bot of another project", by: .foreignBot),
        foreign("the same with a guest of another project", by: .foreignGuest),
        foreign("the same with a member's token of another project", by: .bothInQ),
        Attack("9", "an external user takes an account's id", "401") { desk in
            let staff = desk.staff
            let token = try staff.token(staff.id(.owner), "userexternal", for: "projects", staff.p)
            return try desk.ask(WireRequest("GET", "/files?path=x", token: token)).outcome
        },
        Attack("9", "a project's secret makes a token of a stranger", "401") { desk in
            let staff = desk.staff
            let token = try staff.token(staff.id(.foreignOwner), "user", for: "projects", staff.p)
            return try desk.ask(WireRequest("GET", "/files?path=x", token: token)).outcome
        },
        Attack("9", "a project's secret makes a token of its bot", "401") { desk in
            let staff = desk.staff
            let token = try staff.token(staff.id(.bot), "bot", for: "projects", staff.p)
            return try desk.ask(WireRequest("GET", "/files?path=x", token: token)).outcome
        },
        Attack("9", "a token claims a role", "403") { desk in
            let claims: [String: Any] = [
                "_id": "visitor-1", "sub": "userexternal", "role": "owner",
                "aud": "https://tiledesk.com/projects/\(desk.staff.p)",
            ]
            let token = try SignedToken.make(claims, secret: desk.staff.secret(of: desk.staff.p))
            _ = try desk.ask(WireRequest("POST", "/auth/signinWithCustomToken", token: token, body: []))
            return try desk.ask(.upload(.init("x.txt", nil, "x"), to: "\(desk.project)/files/assets", token: token))
                .outcome
        },
        Attack("9", "somebody's avatar by bot_id", "404") { desk in
            try [Person.admin, .user, .external].map {
                try desk.send(try .picture(), to: "users/photo?bot_id=\(desk.staff.id($0))")
            }.outcome
        },
        Attack("9", "somebody's avatar by user_id and force", "201 for oneself") { desk in
            let victim = desk.staff.id(.admin)
            let answer = try desk.send(try .picture(), to: "users/photo?user_id=\(victim)&force=true", by: .agent)
            let isOwn = answer.path == "uploads/users/\(desk.staff.id(.agent))/images/photo.jpg"
            return Outcome(answer: isOwn ? "201 for oneself" : "\(answer.status)", said: answer.path ?? "")
        },
    ]

    private static func foreign(_ what: String, by person: Person) -> Attack {
        Attack("9", what, "404") { desk in
            let path = try desk.kept(WireForm("note.txt", nil, "x"))
            return try ["", "/\(desk.staff.p)", "/\(desk.staff.q)"].flatMap { place in
                try [
                    desk.get("\(place)/files?path=\(path)", by: person),
                    desk.get("\(place)/files?path=\(path)", by: person, "HEAD"),
                    desk.get("\(place)/files/download?path=\(path)", by: person),
                    desk.get("\(place)/files?path=\(path)", by: person, "DELETE"),
                ]
            }.outcome
        }
    }

    // MARK: Filling the disk

    static let fills: [Attack] = [
        filling("nobody's file", "401") { desk, form in
            [.upload(form, to: "\(desk.project)/files/chat"), .upload(form, to: "\(desk.project)/files/assets")]
        },
        filling("a file with a token in its address", "401") { desk, form in
            [.upload(form, to: "\(desk.project)/files/chat?secret_token=\(desk.staff.token(.guest) ?? "")")]
        },
        filling("a file at the older public routes, which are closed", "404") { _, form in
            ["/files/public", "/images/public", "//images/public/"].map { .upload(form, to: $0) }
        },
        filling("nobody's file at routes without a project", "401") { _, form in
            ["/files/users", "/images/users", "/api/v2/uploads?filename=a.txt"].map { .upload(form, to: $0) }
        },
        filling("a file to a project that there is not", "400") { desk, form in
            [.upload(form, to: "/\(Staff.id(99))/files/chat", token: desk.staff.token(.owner))]
        },
        Attack("10", "nobody announces a gigabyte and begins", "401") { desk in
            let text = try desk.raw(
                "POST \(desk.project)/files/chat HTTP/1.1\r\nHost: a\r\n\(WireForm.header)\r\nContent-Length: 1073741824\r\n"
                    + "\r\n" + String(repeating: "x", count: 1 << 20))
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        },
        Attack("10", "a guest announces more than a file may have", "413") { desk in
            let text = try desk.raw(
                "POST \(desk.project)/files/chat HTTP/1.1\r\nHost: a\r\n\(WireForm.header)\r\nContent-Length: 1073741824\r\n"
                    + "Authorization: JWT \(desk.staff.token(.guest) ?? "")\r\n\r\nx")
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        },
        sending("10", "a file one byte too long", by: .owner, "413") {
            WireForm("x.txt", nil, [UInt8](repeating: 0x61, count: 10_240_001))
        },
        Attack("10", "a path of the client's choice", "201 elsewhere") { desk in
            let victim = "uploads/users/\(desk.staff.id(.admin))/images/photo.jpg"
            let answer = try desk.send(
                WireForm("x.txt", nil, "x"), to: "chat?path=\(victim)&filename=\(victim)", by: .guest)
            return Outcome(answer: answer.path == victim ? "201 there" : "201 elsewhere", said: answer.path ?? "")
        },
        Attack("10", "tries that prove nothing, one after another", "401, then 429") { _ in
            let loaded = try LoadedService(["CLOAKROOM_WRITES_PER_MINUTE": "200"])
            let client = WireClient(loaded.service)
            let request = WireRequest.upload(.init("x.txt", nil, "x"), to: "/\(loaded.project)/files/chat")
            var statuses: [Int] = []
            while statuses.count < 5000, statuses.last ?? 401 == 401 { statuses.append(try client.ask(request).status) }
            let isPatient = statuses.count > 200
            return Outcome(
                answer: isPatient ? "401, then \(statuses.last ?? 0)" : "\(statuses.count) tries",
                said: "after \(statuses.count) with 200 a minute")
        },
        Attack("10", "a disk with no more room than must stay free", "507, reading 200") { desk in
            let full = try RunningService(
                [
                    "CLOAKROOM_MIN_FREE_BYTES": "\(Int64.max)", "GLOBAL_SECRET": Staff.globalSecret,
                    "CLOAKROOM_SWEEP_SECONDS": "0",
                ],
                data: desk.service.data)
            let client = WireClient(full)
            let path = try desk.kept(WireForm("note.txt", nil, "x"))
            let token = desk.staff.token(.owner)
            let refused = try client.ask(
                .upload(.init("x.txt", nil, "x"), to: "\(desk.project)/files/chat", token: token))
            let read = try client.ask(WireRequest("GET", "/files?path=\(path)", token: token))
            return Outcome(answer: "\(refused.status), reading \(read.status)", said: refused.field("error") ?? "")
        },
    ]

    private static func filling(
        _ what: String, _ expected: String, _ requests: @escaping @Sendable (AttackDesk, WireForm) -> [WireRequest]
    ) -> Attack {
        Attack("10", what, expected) { desk in
            try requests(desk, WireForm("x.txt", nil, [UInt8](repeating: 0x61, count: 1 << 20))).map {
                try desk.ask($0)
            }
            .outcome
        }
    }
}
