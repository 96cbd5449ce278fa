import CloakroomTesting
import Foundation
import Testing

/// A running service with a project, its owner, a guest and another guest, and clients that upload in parts.
final class ResumableDesk: Sendable {
    static let shared = TaskLocal<ResumableDesk?>(wrappedValue: nil)

    nonisolated(unsafe) let service: RunningService
    let project: String
    let owner: String
    let guest: String
    let stranger: String

    init(_ environment: [String: String] = [:]) throws {
        service = try RunningService(environment)
        project = try service.cloakroom("project", "add", "Help desk")
        let user = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        owner = try service.cloakroom("token", "--user", user)
        guest = try service.cloakroom("token", "--guest", "--project", project)
        stranger = try service.cloakroom("token", "--guest", "--project", project)
    }

    var port: UInt16 { UInt16(service.url.split(separator: ":").last ?? "") ?? 0 }

    func ask(
        _ method: String, _ target: String, token: String? = nil, _ headers: [String] = [], _ body: [UInt8]? = nil
    ) throws -> WireAnswer {
        try WireClient(port: port).ask(
            WireRequest(method, target, token: token ?? guest, headers: headers, body: body))
    }

    // MARK: tus

    static let tus = "Tus-Resumable: 1.0.0"
    static let piece = "Content-Type: application/offset+octet-stream"

    var creation: String { "/\(project)/files/resumable" }

    static func metadata(_ values: [(String, String)]) -> String {
        "Upload-Metadata: "
            + values.map { "\($0.0) \(Data($0.1.utf8).base64EncodedString())" }.joined(separator: ",")
    }

    static let note = metadata([("filename", "note.txt"), ("filetype", "text/plain")])

    /// Begins an upload and returns its path.
    func begin(
        length: Int?, token: String? = nil, metadata: String = note, _ headers: [String] = []
    ) throws -> String {
        let size = length.map { "Upload-Length: \($0)" } ?? "Upload-Defer-Length: 1"
        let answer = try ask("POST", creation, token: token, [Self.tus, size, metadata] + headers)
        try #require(answer.status == 201, "\(answer.lines) \(answer.text)")
        return try Self.path(answer)
    }

    static func path(_ answer: WireAnswer) throws -> String {
        let location = try #require(answer.header("Location"))
        return try #require(URL(string: location)?.path())
    }

    func append(
        _ bytes: [UInt8], to path: String, at offset: Int, token: String? = nil, _ headers: [String] = []
    ) throws -> WireAnswer {
        try ask("PATCH", path, token: token, [Self.tus, Self.piece, "Upload-Offset: \(offset)"] + headers, bytes)
    }

    func head(_ path: String, token: String? = nil) throws -> WireAnswer {
        try ask("HEAD", path, token: token, [Self.tus])
    }

    /// The head of a PATCH whose body a test sends by hand.
    func patchHead(_ path: String, at offset: Int, length: Int) -> String {
        """
        PATCH \(path) HTTP/1.1\r\nHost: files.example\r\nAuthorization: JWT \(guest)\r\n\(Self.tus)\r\n\(Self.piece)\r
        Upload-Offset: \(offset)\r\nContent-Length: \(length)\r\n\r\n
        """
    }

    func read(_ path: String, token: String? = nil) throws -> WireAnswer {
        try ask("GET", "/\(project)/files?path=\(path)", token: token)
    }

    // MARK: What is left

    /// Files of unfinished uploads.
    var parts: [String] { service.blobs("resumable") }

    func size(ofPart path: String) -> Int {
        let file = "\(service.data)/resumable/\(path.split(separator: "/").last ?? "")"
        return (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? -1
    }

    /// Looks again and again; each look asks the service, a round trip, so nobody spins.
    func await(_ what: String, _ hasHappened: () throws -> Bool) throws {
        for _ in 0..<20_000 {
            if try hasHappened() { return }
            _ = try ask("GET", "/healthz")
        }
        Issue.record("waited in vain for \(what)")
    }
}
