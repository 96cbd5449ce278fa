import Foundation

/// A running service with people of two projects, asked as Zendesk's clients ask.
struct ZendeskDesk {
    let service: RunningService
    let project: String
    let other: String
    let client: WireClient
    /// By name: owner, agent, guest, visitor (another guest), foreigner, both.
    let tokens: [String: String]

    init(_ environment: [String: String] = [:]) throws {
        service = try RunningService(environment.merging(["CLOAKROOM_SWEEP_SECONDS": "0"]) { $1 })
        project = try service.cloakroom("project", "add", "Help desk")
        other = try service.cloakroom("project", "add", "Other desk")
        client = WireClient(service)
        var tokens: [String: String] = [:]
        for (name, home, role) in [
            ("owner", project, "owner"), ("agent", project, "agent"), ("foreigner", other, "owner"),
            ("both", project, "agent"),
        ] {
            let user = try service.cloakroom(
                "user", "add", "\(name)@example.com", "--password", "p:w", "--project", home, "--role", role)
            tokens[name] = try service.cloakroom("token", "--user", user)
            if name == "both" {
                _ = try service.cloakroom("member", "set", "--project", other, "--user", user, "--role", "agent")
            }
        }
        for name in ["guest", "visitor"] {
            tokens[name] = try service.cloakroom("token", "--guest", "--project", project)
        }
        self.tokens = tokens
    }

    func ask(
        _ method: String, _ target: String, as person: String? = nil, _ headers: [String] = [], _ body: [UInt8]? = nil
    ) throws -> WireAnswer {
        try client.ask(
            WireRequest(method, target, token: person.flatMap { tokens[$0] }, headers: headers, body: body))
    }

    func ask(
        _ method: String, _ target: String, _ headers: [String], _ body: [UInt8]? = nil
    ) throws -> WireAnswer {
        try ask(method, target, as: nil, headers, body)
    }

    /// Sends raw bytes, as most clients do.
    func upload(
        _ name: String = "note.txt", _ content: [UInt8] = Array("hello".utf8), as person: String = "guest",
        to token: String = "", _ headers: [String] = ["Content-Type: application/binary"]
    ) throws -> WireAnswer {
        try ask("POST", "/api/v2/uploads?filename=\(name)&token=\(token)", as: person, headers, content)
    }

    /// A new upload with one file.
    func newUpload(as person: String = "guest", _ name: String = "note.txt") throws -> ZendeskUpload {
        let content = name.hasSuffix(".txt") ? Array("hello".utf8) : try Fixture.bytes("genuine/\(name)")
        return try ZendeskUpload(upload(name, content, as: person))
    }

    /// What stands behind the host in a URL of an answer.
    static func target(_ url: String) -> String {
        url.replacing("http://files.example", with: "")
    }
}

/// An upload as its sender is told of it.
struct ZendeskUpload {
    let json: [String: Any]

    init(_ answer: WireAnswer) throws {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        guard let upload = object?["upload"] as? [String: Any] else {
            throw RunningService.Failure(text: "no upload: \(answer.status) \(answer.text)")
        }
        json = upload
    }

    var token: String { json["token"] as? String ?? "" }
    var expires: String { json["expires_at"] as? String ?? "" }
    var files: [[String: Any]] { json["attachments"] as? [[String: Any]] ?? [] }
    var newest: [String: Any] { json["attachment"] as? [String: Any] ?? [:] }
    var contentTarget: String { ZendeskDesk.target(newest["content_url"] as? String ?? "") }
    var attachmentTarget: String { ZendeskDesk.target(newest["url"] as? String ?? "") }
}
