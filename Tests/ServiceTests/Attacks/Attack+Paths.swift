import Foundation

/// Row 8: names that lead out of the store.
extension Attack {
    static let paths: [Attack] =
        [
            "../../../../etc/passwd", "uploads/../../../../etc/passwd", "/etc/passwd", "//etc/passwd",
            "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "%252e%252e%252f%252e%252e%252fetc%252fpasswd", "..%5c..%5cetc%5cpasswd",
            "..%2fcatalog.sqlite", "uploads%2f..%2f..%2fsecret", "uploads/users/..%00/x", "uploads/users/x.png%00.txt",
            "uploads//x", "uploads/./x", "uploads/", "uploads", ".", "..", "....//....//etc/passwd",
            "file:///etc/passwd", "uploads/users/a/../../../../secret", "../primary-of-others/x", ".cloakroom-store",
            "uploads/../.cloakroom-store", "%EF%BC%8E%EF%BC%8E/secret", "C:%5cwindows%5cwin.ini", "~root/.profile",
            String(repeating: "a/", count: 2000), String(repeating: "a", count: 5000),
        ].map { path in Attack("8", "path=\(path.prefix(44))", "404") { try asked(path, $0).outcome } }
        + ["%c0%ae%c0%ae/secret", "%u002e%u002e/secret", "%", "%ff%fe"].map { path in
            Attack("8", "path=\(path.prefix(44))", "400") { try asked(path, $0).outcome }
        }

    /// Reading and deleting it, in every place, by an owner and by nobody.
    private static func asked(_ path: String, _ desk: AttackDesk) throws -> [WireAnswer] {
        let targets = ["", desk.project].flatMap { ["\($0)/files?path=\(path)", "\($0)/files/download?path=\(path)"] }
        return try targets.map { try desk.get($0) } + [
            desk.get("/files?path=\(path)", "DELETE"), desk.get("\(desk.project)/files?path=\(path)", "DELETE"),
            desk.openClient.ask(WireRequest("GET", "/files?path=\(path)")),
            desk.openClient.ask(WireRequest("HEAD", "/files/download?path=\(path)")),
        ]
    }

    // MARK: What lies in the store

    static let links: [Attack] = [
        left("a link to a file outside", "link.txt") {
            try FileManager.default.createSymbolicLink(atPath: $0.path, withDestinationPath: "/etc/passwd")
        },
        left("a link to a folder outside", "folder", asking: "folder/passwd") {
            try FileManager.default.createSymbolicLink(atPath: $0.path, withDestinationPath: "/etc")
        },
        left("a pipe that nobody writes to", "pipe.txt") { mkfifo($0.path, 0o600) },
        left("a folder", "folder.txt") {
            try FileManager.default.createDirectory(at: $0, withIntermediateDirectories: false)
        },
        Attack("8", "a folder beside the store whose name begins alike", "404") { desk in
            let folder = desk.service.data + "/primary-of-others/uploads"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/x.txt"))
            return try ["../primary-of-others/uploads/x.txt", "-of-others/uploads/x.txt"]
                .flatMap { try asked($0, desk) }.outcome
        },
    ]

    private static func left(
        _ what: String, _ name: String, asking asked: String? = nil, _ make: @escaping @Sendable (URL) throws -> Void
    ) -> Attack {
        Attack("8", what, "404") { desk in
            let folder = "uploads/projects/\(desk.staff.p)/files/left/"
            try desk.leave(folder + name, make)
            return try Self.asked(folder + (asked ?? name), desk).outcome
        }
    }

    // MARK: Names of files

    static let fileNames: [Attack] =
        [
            "../../../../etc/cron.d/x.txt", "..\\..\\..\\windows\\x.txt", "/etc/x.txt", "C:\\x.txt", "..%2f..%2fx.txt",
            "....//x.txt", ".txt", "a/../../b.txt", "-rf.txt", "CON.txt", "thumbnails_200_200-x.txt", "photo.jpg.txt",
            "\u{202e}txt.exe.txt", "日本語.txt", String(repeating: "long", count: 500) + ".txt",
        ].map { name in
            Attack("8", "a file called \(String(name.prefix(30)).debugDescription)", "201 in a folder of its own") {
                desk in
                let answer = try desk.send(WireForm(name, nil, "x"), to: "chat", by: .agent)
                guard let path = answer.path else { return answer.outcome }
                let shape = #/uploads/users/c{22}\d\d/files/[0-9a-f-]{36}/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}/#
                let isSafe =
                    path.wholeMatch(of: shape) != nil && path.hasPrefix("uploads/users/\(desk.staff.id(.agent))/")
                return Outcome(answer: isSafe ? "201 in a folder of its own" : "201 elsewhere", said: path)
            }
        } + [
            Attack("8", "folders in the ids of guests and bots", "401 and 404") { desk in
                let claims: [String: Any] = [
                    "_id": "../../x", "sub": "guest", "aud": "https://tiledesk.com/projects/\(desk.staff.p)",
                ]
                let token = try SignedToken.make(claims, secret: desk.staff.secret(of: desk.staff.p))
                let guest = try desk.ask(
                    .upload(.init("x.txt", nil, "x"), to: "\(desk.project)/files/chat", token: token))
                let bot = try desk.send(try .picture(), to: "users/photo?bot_id=../../x")
                return [guest, bot].outcome
            },
            asking("8", "folders in the project's id", "400") { desk in
                .upload(
                    .init("x.txt", nil, "x"), to: "/..%2f\(desk.staff.p)/files/chat", token: desk.staff.token(.owner))
            },
        ]
}
