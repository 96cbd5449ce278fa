import CloakroomTesting
import Foundation
import Testing

/// A running service whose files are copied between stores, with a project and its owner.
final class CopiedService {
    let service: RunningService
    private let project: String
    private let authorization: String
    private let environment: [String: String]

    private static let quiet = ["CLOAKROOM_SWEEP_SECONDS": "0"]

    init(_ environment: [String: String] = [:]) throws {
        self.environment = Self.quiet.merging(environment) { $1 }
        service = try RunningService(self.environment)
        project = try service.cloakroom("project", "add", "Copies")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        authorization = "Authorization: JWT " + (try service.cloakroom("token", "--user", owner))
    }

    /// The same data served with other settings.
    init(_ before: CopiedService, _ environment: [String: String]) throws {
        self.environment = before.environment.merging(environment) { $1 }
        service = try RunningService(self.environment, data: before.service.data)
        project = before.project
        authorization = before.authorization
    }

    func write(_ text: String) throws -> String {
        let path = "\(service.folder)/note.txt"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The path of the file, once it was taken.
    func upload(_ route: String, _ file: String) throws -> String {
        let text = try service.curl(
            "-H", authorization, "-F", "file=@\(file)", "\(service.url)/\(project)/files/\(route)")
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(answer?["filename"] as? String, "\(text)")
    }

    func status(_ path: String, _ options: String...) throws -> String {
        try service.curl(
            options + [
                "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization,
                "\(service.url)/\(project)/files?path=\(path)",
            ])
    }

    func copy(_ arguments: String...) throws -> (status: Int32, output: String) {
        try service.startCloakroom(["copy"] + arguments).result()
    }

    /// The value of a metric, spelled with its labels; nil while there is none.
    func metric(_ name: String) throws -> Double? {
        let lines = try service.curl("\(service.url)/metrics").split(separator: "\n")
        return lines.first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
