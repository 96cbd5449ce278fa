import Foundation
import Testing

/// A running service behind nginx, with a project and its owner.
final class ProxiedDesk {
    let service: RunningService
    let nginx: RunningNginx
    let project: String
    let owner: String

    /// - Parameter redirects: whether nginx sends the files itself.
    init(redirects: Bool, _ environment: [String: String] = [:]) throws {
        var environment = environment
        environment["CLOAKROOM_TRUSTED_PROXIES"] = "127.0.0.1"
        if redirects { environment["CLOAKROOM_ACCEL_REDIRECT"] = "/internal/" }
        service = try RunningService(environment)
        nginx = try RunningNginx(before: service)
        project = try service.cloakroom("project", "add", "Help desk")
        let user = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        owner = try service.cloakroom("token", "--user", user)
    }

    var authorization: [String] { ["-H", "Authorization: JWT \(owner)"] }

    func curl(_ arguments: String...) throws -> String { try service.curl(arguments) }

    /// A file of lines, each another one.
    func file(_ name: String, size: Int) throws -> String {
        let path = "\(service.folder)/\(name)"
        let line = (0..<(size / 8 + 1)).map { String(10_000_000 + $0).dropFirst() + "\n" }.joined()
        try Data(line.utf8.prefix(size)).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Sends a file through nginx.
    /// - Returns: its path, encoded for a query.
    func uploaded(_ file: String) throws -> String {
        let answer = try service.curl(
            authorization + ["-F", "file=@\"\(file)\"", "\(nginx.url)/\(project)/files/assets"])
        let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        let path = try #require(object?["filename"] as? String, "\(answer)")
        return Self.encoded(path)
    }

    /// As it stands in a query.
    static func encoded(_ path: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return path.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// What a reader gets from nginx.
    func read(_ path: String, _ arguments: [String] = []) throws -> Answer {
        try read(path, from: nginx.url, arguments)
    }

    /// What a reader gets from Cloakroom itself, who is no trusted proxy.
    func readDirectly(_ path: String, _ arguments: [String] = []) throws -> Answer {
        try read(path, from: service.url, ["--interface", "127.0.0.5"] + arguments)
    }

    private func read(_ path: String, from url: String, _ arguments: [String]) throws -> Answer {
        let body = service.folder + "/body-" + UUID().uuidString
        let head = try service.curl(
            authorization + arguments + ["-D", "-", "-o", body, "\(url)/\(project)/files?path=\(path)"])
        return Answer(head: head, body: FileManager.default.contents(atPath: body) ?? Data())
    }

    struct Answer {
        let status: Int?
        let fields: [String: String]
        let body: Data

        init(head: String, body: Data) {
            status = head.status
            self.body = body
            let lines = head.split(separator: "\r\n").dropFirst().compactMap { line -> (String, String)? in
                let parts = line.split(separator: ":", maxSplits: 1)
                return parts.count == 2
                    ? (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)) : nil
            }
            fields = Dictionary(lines) { $0 + ", " + $1 }
        }

        /// Without what tells two servers or two moments apart. nginx says with whole files only that it serves ranges.
        var comparable: [String: String] {
            let incidental =
                ["server", "date", "connection", "x-request-id"] + (status == 206 ? ["accept-ranges"] : [])
            return fields.filter { !incidental.contains($0.key) }
        }
    }
}
