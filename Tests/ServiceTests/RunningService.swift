import CloakroomTesting
import Foundation

/// The built binary, serving a data folder of its own on a port that the system chose.
final class RunningService {
    let folder: String
    private(set) var url = ""
    private var process = Process()
    private let environment: [String: String]

    init(_ environment: [String: String] = [:]) throws {
        folder = NSTemporaryDirectory() + "cloakroom-service-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.environment = environment
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts the binary and waits until it says where it listens.
    func start() throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.binary)
        process.arguments = ["serve", "--port", "0", "--data", data]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var heard = ""
        while !heard.contains("cloakroom listens on ") || !heard.hasSuffix("\n") {
            let bytes = errors.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Failure(text: "the service ended: \(heard)") }
            heard += String(decoding: bytes, as: UTF8.self)
        }
        let line = heard.split(separator: "\n").first { $0.hasPrefix("cloakroom listens on ") } ?? ""
        url = String(line.dropFirst("cloakroom listens on ".count))
        errors.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    /// SIGKILL, as a crash would.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The helper processes that look at files.
    var inspectors: [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return processes.filter { Self.state(of: $0).dropFirst().first == "\(process.processIdentifier)" }
    }

    /// False once a process has ended, whether or not its parent has noticed.
    static func isRunning(_ process: pid_t) -> Bool {
        let letter = state(of: process).first
        return letter != nil && letter != "Z"
    }

    /// Stops a process and waits until it stands still.
    static func stop(_ process: pid_t) {
        Foundation.kill(process, SIGSTOP)
        while state(of: process).first != "T" { sched_yield() }
    }

    /// The state's letter, the parent and what else /proc/PID/stat tells after the name.
    private static func state(of process: pid_t) -> [Substring] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        guard let name = text.lastIndex(of: ")") else { return [] }
        return text[name...].dropFirst().split(separator: " ")
    }

    static let binary = BuiltBinary.path

    var data: String { folder + "/data" }

    /// What a command prints on standard output, without the line break.
    func cloakroom(_ arguments: String...) throws -> String {
        try Self.run(Self.binary, arguments + ["--data", data])
    }

    func curl(_ arguments: String...) throws -> String {
        try Self.run("/usr/bin/curl", ["-sS"] + arguments)
    }

    /// The same without waiting for the answer.
    func startCurl(_ arguments: String...) throws -> RunningTool {
        try RunningTool("/usr/bin/curl", ["-sS"] + arguments)
    }

    /// Regular files below a store's folder.
    func blobs(_ store: String) -> [String] {
        let paths = FileManager.default.enumerator(atPath: "\(data)/\(store)")?.compactMap { $0 as? String } ?? []
        return paths.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(data)/\(store)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    struct Failure: Error {
        let text: String
    }

    private static func run(_ path: String, _ arguments: [String]) throws -> String {
        try RunningTool(path, arguments).output()
    }
}
