import Foundation
import Testing

/// A running service that speaks TLS, with a project and its guest.
final class SecureDesk {
    let certificates: Certificates
    let service: RunningService
    let project: String
    let guest: String

    init(_ environment: [String: String] = [:]) throws {
        certificates = try Certificates(serial: 0x1111)
        service = try RunningService(environment.merging(certificates.settings) { $1 })
        project = try service.cloakroom("project", "add", "Help desk")
        guest = try service.cloakroom("token", "--guest", "--project", project)
    }

    deinit { certificates.remove() }

    var port: Int { Int(service.url.split(separator: ":").last ?? "") ?? 0 }

    func curl(_ arguments: String...) throws -> String {
        try service.curl(["--cacert", certificates.certificate] + arguments)
    }

    /// A file of so many bytes of text, in the service's own folder.
    func file(_ size: Int) throws -> String {
        let path = service.folder + "/text-\(size).txt"
        try Data(repeating: UInt8(ascii: "x"), count: size).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Sends a text of so many bytes as a chat file.
    /// - Returns: what `--write-out` is told to print behind the answer.
    func upload(_ size: Int, token: String, _ arguments: String...) throws -> String {
        try service.curl(
            ["--cacert", certificates.certificate, "-H", "Authorization: JWT \(token)", "-F", "file=@\(file(size))"]
                + arguments + ["\(service.url)/\(project)/files/chat"])
    }

    /// The address of a new file with so many bytes.
    func uploaded(_ size: Int) throws -> String {
        let answer = try upload(size, token: guest)
        let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        let path = try #require(object?["filename"] as? String, "\(answer)")
        return "\(service.url)/\(project)/files?path=\(path)"
    }

    /// The serial number of the certificate that a new connection is shown.
    func serial() throws -> String {
        try Shell.script(
            "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null | openssl x509 -noout -serial")
    }

    func metrics() throws -> String { try curl("\(service.url)/metrics") }

    /// Asks for the metrics until a line is among them.
    func awaitMetric(_ line: String) throws {
        for _ in 0..<2000 where try metrics().contains("\n" + line + "\n") { return }
        Issue.record("waited in vain for \(line)")
    }
}
