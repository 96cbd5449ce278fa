import CloakroomTesting
import Foundation

/// A chat backend of the test's own, running as a process beside the service.
final class RunningBackend {
    private(set) var url = ""
    private var process = Process()
    private let folder = NSTemporaryDirectory() + "cloakroom-backend-" + UUID().uuidString

    /// What it answers: the first that fits counts.
    struct Answer: Encodable {
        var path: String
        var query: String?
        var authorization: String?
        var status: Int?
        var body: String?
        var location: String?
        var isHeld: Bool?
        var isStalled: Bool?
    }

    struct Question: Decodable, Hashable {
        var path: String
        var query: String
        var authorization: String
    }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try start(port: "0")
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func start(port: String) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltBinary.named("FakeBackend"))
        process.arguments = [port]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var heard = ""
        while !heard.hasSuffix("\n") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw RunningService.Failure(text: "the backend ended: \(heard)") }
            heard += String(decoding: bytes, as: UTF8.self)
        }
        url = "http://127.0.0.1:" + heard.trimmingCharacters(in: .newlines)
    }

    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// A new process with nothing to say, where the killed one was.
    func restart() throws {
        try start(port: String(url.split(separator: ":").last ?? "0"))
    }

    /// Replaces all answers, and forgets what was asked.
    func answers(_ answers: Answer...) throws {
        let file = folder + "/answers"
        try JSONEncoder().encode(answers).write(to: URL(fileURLWithPath: file))
        try curl("-f", "-X", "PUT", "--data-binary", "@\(file)", "\(url)/fake/answers")
    }

    /// What it was asked since then, in order.
    func questions() throws -> [Question] {
        try JSONDecoder().decode([Question].self, from: Data(curl("-f", "\(url)/fake/requests").utf8))
    }

    /// Lets go of the answers that are held.
    func release() throws { try curl("-f", "-X", "POST", "\(url)/fake/release") }

    @discardableResult
    private func curl(_ arguments: String...) throws -> String {
        try Shell.run("/usr/bin/curl", ["-sS"] + arguments)
    }
}
