import Foundation

/// Tokens and files that come once more.
extension Attack {
    static let replays: [Attack] = [
        token("a token whose time is over") { $0.staff.token(.late) },
        token("a token whose time has not come") { desk in
            try SignedToken.make(
                ["_id": desk.staff.id(.owner), "nbf": Int(Date.now.timeIntervalSince1970) + 60],
                secret: Staff.globalSecret)
        },
        token("a token without its signature") { desk in
            desk.staff.token(.owner).map { String($0[...($0.lastIndex(of: ".") ?? $0.startIndex)]) }
        },
        token("a token that asks for no signature") { desk in
            try SignedToken.make(
                ["_id": desk.staff.id(.owner)], secret: Staff.globalSecret, header: ["alg": "none", "typ": "JWT"])
        },
        token("a token with an extension that must be understood") { desk in
            try SignedToken.make(
                ["_id": desk.staff.id(.owner)], secret: Staff.globalSecret,
                header: ["alg": "HS256", "crit": ["b64"], "b64": false])
        },
        token("a guest's token with an owner's claims") { desk in
            let owner = (desk.staff.token(.owner) ?? "").split(separator: ".")
            let guest = (desk.staff.token(.guest) ?? "").split(separator: ".")
            return [owner[0], owner[1], guest[2]].joined(separator: ".")
        },
        token("a token of eight kilobytes and more") { desk in
            try SignedToken.make(
                ["_id": desk.staff.id(.owner), "x": String(repeating: "x", count: 8000)], secret: Staff.globalSecret)
        },
        Attack("replay", "two credentials at once", "400") { desk in
            let other = "Authorization: JWT \(desk.staff.token(.guest) ?? "")"
            return try desk.get("/files?path=x", headers: [other]).outcome
        },
        Attack("replay", "a token of a secret that was replaced", "401 within a second") { desk in
            let bot = desk.staff.id(.foreignBot)
            let before = try desk.get("/files?path=x", by: .foreignBot).status
            _ = try desk.service.cloakroom("secret", "rotate", "--bot", bot)
            while try desk.get("/files?path=x", by: .foreignBot).status == 404 {}
            let after = try desk.get("/files?path=x", by: .foreignBot)
            return Outcome(
                answer: before == 404 ? "\(after.status) within a second" : "\(before)",
                said: after.field("error") ?? "")
        },
        Attack("replay", "the same upload twice", "two files") { desk in
            let form = WireForm("note.txt", nil, "x")
            let paths = Set([try desk.kept(form), try desk.kept(form)])
            return Outcome(answer: paths.count == 2 ? "two files" : "one file")
        },
        Attack("replay", "a deleted file sent again", "404, the new one 200") { desk in
            let form = WireForm("note.txt", nil, "x")
            let path = try desk.kept(form)
            _ = try desk.get("/files?path=\(path)", "DELETE")
            let again = try desk.kept(form)
            let statuses = [try desk.get("/files?path=\(path)").status, try desk.get("/files?path=\(again)").status]
            return Outcome(answer: "\(statuses[0]), the new one \(statuses[1])")
        },
        Attack("replay", "a file deleted twice", "200 and 404") { desk in
            let path = try desk.kept(WireForm("note.txt", nil, "x"))
            return [try desk.get("/files?path=\(path)", "DELETE"), try desk.get("/files?path=\(path)", "DELETE")]
                .outcome
        },
    ]

    private static func token(_ name: String, _ make: @escaping @Sendable (AttackDesk) throws -> String?) -> Attack {
        Attack("replay", name, "401") { desk in
            let token = try make(desk)
            return [
                try desk.ask(WireRequest("GET", "/files?path=x", token: token)),
                try desk.ask(.upload(.init("x.txt", nil, "x"), to: "\(desk.project)/files/chat", token: token)),
            ].outcome
        }
    }
}
