import CloakroomTesting
import Foundation
import Testing

/// Several nodes of the service, each with a data folder of its own, on one database and one pair of stores.
final class Cluster {
    let server: PostgresServer
    let schema: String
    let folder: String
    private(set) var nodes: [RunningService] = []
    let environment: [String: String]

    init(_ server: PostgresServer? = nil, _ more: [String: String] = [:]) throws {
        self.server = try server ?? PostgresServer.shared.get()
        schema = try self.server.emptySchema()
        folder = NSTemporaryDirectory() + "cloakroom-cluster-" + UUID().uuidString
        let own = [
            "CLOAKROOM_CATALOG": self.server.url(schema: schema), "CLOAKROOM_SWEEP_SECONDS": "0",
            "CLOAKROOM_PRIMARY": "file://\(folder)/primary", "CLOAKROOM_SECONDARY": "file://\(folder)/secondary",
        ]
        environment = own.merging(more) { $1 }
        for store in ["primary", "secondary"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(store)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult
    func start() throws -> RunningService {
        let node = try RunningService(environment)
        nodes.append(node)
        return node
    }

    func sql(_ text: String) throws -> String { try server.run(text, schema: schema) }

    /// Files in primary, without its marker.
    var blobs: [String] {
        let paths = FileManager.default.enumerator(atPath: "\(folder)/primary")?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".txt") }
    }
}

/// A project's owner, who asks any node.
struct ClusterOwner {
    let project: String
    let authorization: String

    init(_ node: RunningService) throws {
        project = try node.cloakroom("project", "add", "Help desk")
        let owner = try node.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        authorization = "Authorization: JWT " + (try node.cloakroom("token", "--user", owner))
    }

    /// - Returns: the path.
    func upload(_ text: String, to node: RunningService) throws -> String {
        let file = node.folder + "/note.txt"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let answer = try node.curl(
            "-H", authorization, "-F", "file=@\(file)", "\(node.url)/\(project)/files/chat")
        let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        return try #require(object?["filename"] as? String, "\(answer)")
    }

    func read(_ path: String, from node: RunningService) throws -> String {
        try node.curl("-H", authorization, "\(node.url)/\(project)/files?path=\(path)")
    }

    func status(_ target: String, of node: RunningService) throws -> String {
        try node.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, "\(node.url)/\(target)")
    }

    func delete(_ path: String, on node: RunningService) throws -> String {
        try node.curl("-X", "DELETE", "-H", authorization, "\(node.url)/\(project)/files?path=\(path)")
    }
}
