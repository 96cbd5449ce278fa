import Foundation
import Testing

/// A running service with a project, an owner and a guest, and what tests of its limits look at.
final class LoadedService {
    let service: RunningService
    let project: String
    let owner: String
    let guest: String

    init(_ environment: [String: String]) throws {
        service = try RunningService(environment)
        project = try service.cloakroom("project", "add", "Help desk")
        let user = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        owner = try service.cloakroom("token", "--user", user)
        guest = try service.cloakroom("token", "--guest", "--project", project)
    }

    var port: UInt16 { UInt16(service.url.split(separator: ":").last ?? "") ?? 0 }

    func connect(window: Int32? = nil) throws -> RawSocket { try RawSocket(port: port, window: window) }

    func ask(_ request: String) throws -> String {
        let socket = try connect()
        socket.send(request)
        return socket.receiveToEnd()
    }

    // MARK: Uploads

    func uploadHead(_ token: String, length: Int) -> String {
        """
        POST /\(project)/files/chat HTTP/1.1\r\nHost: a\r\nAuthorization: JWT \(token)\r
        Content-Type: multipart/form-data; boundary=b\r\nContent-Length: \(length)\r\n\r\n
        """
    }

    func form(_ content: String) -> String {
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\n\(content)\r\n--b--\r\n"
    }

    /// Sends a whole upload and returns the path of the file.
    func upload(_ content: String) throws -> String {
        let form = form(content)
        let answer = try ask(
            uploadHead(owner, length: form.utf8.count)
                .replacing("Host: a", with: "Host: a\r\nConnection: close") + form)
        return try #require(path(in: answer), "\(answer)")
    }

    func path(in answer: String) -> String? {
        guard let body = answer.components(separatedBy: "\r\n\r\n").last,
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        else { return nil }
        return object["filename"] as? String
    }

    func download(_ path: String) -> String {
        "GET /\(project)/files?path=\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: JWT \(owner)\r\n\r\n"
    }

    // MARK: What is left

    /// Asks for the metrics until a line is among them.
    func awaitMetric(_ line: String) throws {
        try awaiting("the metrics to say \(line)") { $0.contains("\n" + line + "\n") }
    }

    /// Asks for the metrics until a counter has begun to count.
    func awaitAny(_ counter: String) throws {
        try awaiting("the metrics to count \(counter)") { metrics in
            metrics.split(separator: "\n").contains { $0.hasPrefix(counter + " ") && !$0.hasSuffix(" 0") }
        }
    }

    /// A task ends a moment after its connection.
    func awaitNoOpenFiles(_ folder: String) throws {
        try awaiting("the files in \(folder) to be closed") { _ in openFiles(folder).isEmpty }
    }

    /// Looks again and again; each look asks for the metrics, a round trip, so nobody spins.
    private func awaiting(_ what: String, _ hasHappened: (_ metrics: String) -> Bool) throws {
        for _ in 0..<10_000 {
            if hasHappened(try ask("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) { return }
        }
        Issue.record("waited in vain for \(what)")
    }

    /// Files that the service has open below one of its folders.
    func openFiles(_ folder: String) -> [String] {
        let descriptors = "/proc/\(service.processID)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
        let links = names.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\($0)")
        }
        return links.filter { $0.contains("\(service.data)/\(folder)/") && !$0.hasSuffix("/lock") }
    }

    func expectNothingLeft() throws {
        #expect(service.blobs("spool").allSatisfy { $0.hasSuffix("/lock") })
        #expect(service.blobs("primary").isEmpty && service.blobs("secondary").isEmpty)
        #expect(try service.cloakroom("sweep", "--dry-run") == "would erase 0 files, 0 bytes")
    }
}
