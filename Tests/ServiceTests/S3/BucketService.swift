import CloakroomTesting
import Foundation
import Testing

/// A running service with stores in a bucket, a project and its owner.
final class BucketService {
    let service: RunningService
    let server: S3Server
    /// Of the stores in the bucket, by their setting.
    let prefixes: [String: String]
    private let project: String
    private let authorization: String

    /// - Parameter keys: the settings of the stores that are in the bucket.
    init(_ keys: [String], on server: S3Server, _ more: [String: String] = [:]) throws {
        self.server = server
        prefixes = Dictionary(uniqueKeysWithValues: keys.map { ($0, UUID().uuidString) })
        let settings = [
            "AWS_ACCESS_KEY_ID": server.accessKey, "AWS_SECRET_ACCESS_KEY": server.secretKey,
            "CLOAKROOM_SWEEP_SECONDS": "0",
        ]
        let stores = prefixes.mapValues { server.location(prefix: $0) }
        service = try RunningService(settings.merging(stores) { $1 }.merging(more) { $1 })
        project = try service.cloakroom("project", "add", "Buckets")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        authorization = "Authorization: JWT " + (try service.cloakroom("token", "--user", owner))
    }

    func write(_ bytes: Data, as name: String) throws -> String {
        let path = "\(service.folder)/\(name)"
        try bytes.write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The path of the file, once it was taken.
    func upload(_ route: String, _ file: String) throws -> String {
        let text = try service.curl(
            "-H", authorization, "-F", "file=@\(file)", "\(service.url)/\(project)/files/\(route)")
        let answer = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(answer?["filename"] as? String, "\(text)")
    }

    func read(_ path: String, _ options: String...) throws -> String {
        try service.curl(options + ["-H", authorization, url(path)])
    }

    func status(_ path: String, _ options: String...) throws -> String {
        try service.curl(options + ["-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, url(path)])
    }

    private func url(_ path: String) -> String { "\(service.url)/\(project)/files?path=\(path)" }

    /// How many objects there are of a store, as another client sees it.
    func objects(_ key: String) throws -> Int {
        let listing = try server.curl("?list-type=2&prefix=\(prefixes[key] ?? "-")", "-f")
        return listing.components(separatedBy: "<Key>").count - 1
    }

    /// What stands beside an object, as another client sees it.
    func label(of object: String, in key: String) throws -> [String: String] {
        let name = object.removingPercentEncoding ?? ""
        let head = try server.curl("/\(prefixes[key] ?? "-")/\(name)", "-f", "-o", "/dev/null", "-D", "-")
        let lines = head.lowercased().split(whereSeparator: \.isNewline)
        let fields = lines.map { $0.split(separator: ": ", maxSplits: 1) }
        return fields.reduce(into: [:]) { label, field in
            guard field.count == 2, field[0].hasPrefix("x-amz-meta-") else { return }
            label[String(field[0].dropFirst("x-amz-meta-".count))] = String(field[1])
        }
    }

    /// The most memory that the service has used, in MiB.
    var peakMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(service.processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? .max) / 1024
    }
}
