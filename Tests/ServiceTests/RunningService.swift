import CloakroomTesting
import Foundation

/// The built binary, serving a data folder of its own on a port that the system chose.
final class RunningService {
    let folder: String
    private(set) var url = ""
    private var process = Process()
    /// What it has written to standard error since the last start.
    private(set) var log = HeardText()
    private let environment: [String: String]
    private let options: [String]

    let data: String

    /// - Parameters:
    ///   - options: more of `cloakroom serve`'s own.
    ///   - data: where the data folder is, when not in a temporary folder.
    init(_ environment: [String: String] = [:], options: [String] = [], data: String? = nil) throws {
        folder = NSTemporaryDirectory() + "cloakroom-service-" + UUID().uuidString
        self.data = data ?? folder + "/data"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.environment = environment
        self.options = options
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts the binary and waits until it says where it listens.
    func start() throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltBinary.path)
        process.arguments = ["serve", "--port", "0", "--data", data] + options
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
        log = HeardText(heard)
        log.listen(to: errors.fileHandleForReading)
    }

    /// Ends the service in good order, and returns all that it wrote to standard error.
    func stop() -> String {
        process.terminate()
        process.waitUntilExit()
        return log.whole()
    }

    /// SIGKILL, as a crash would.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var processID: Int32 { process.processIdentifier }

    func signal(_ number: Int32) { Foundation.kill(processID, number) }

    /// Waits until the service has ended by itself.
    func exitStatus() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// What a command with the service's settings prints on standard output, without the line break.
    func cloakroom(_ arguments: String...) throws -> String {
        try Self.run(BuiltBinary.path, arguments + ["--data", data], environment: environment)
    }

    /// The same without waiting for the end.
    func startCloakroom(_ arguments: [String]) throws -> RunningTool {
        try RunningTool(BuiltBinary.path, arguments + ["--data", data], environment: environment)
    }

    func curl(_ arguments: String...) throws -> String { try curl(arguments) }

    func curl(_ arguments: [String]) throws -> String {
        try Self.run("/usr/bin/curl", ["-sS"] + arguments)
    }

    /// The same without waiting for the answer.
    func startCurl(_ arguments: String...) throws -> RunningTool { try startCurl(arguments) }

    func startCurl(_ arguments: [String]) throws -> RunningTool {
        try RunningTool("/usr/bin/curl", ["-sS"] + arguments)
    }

    /// A JWT of anybody's making: signed by openssl with HS256, as a backend in another language would.
    func token(_ claims: String, secret: String) throws -> String {
        try Self.run(
            "/bin/bash", ["-euo", "pipefail", "-c", Self.sign],
            environment: ["CLAIMS": claims, "SECRET": secret])
    }

    private static let sign = """
        encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
        signed=$(printf '{"alg":"HS256","typ":"JWT"}' | encode).$(printf %s "$CLAIMS" | encode)
        printf %s "$signed.$(printf %s "$signed" | openssl dgst -sha256 -hmac "$SECRET" -binary | encode)"
        """

    /// Regular files below a store's folder, without its marker.
    func blobs(_ store: String) -> [String] {
        let paths = FileManager.default.enumerator(atPath: "\(data)/\(store)")?.compactMap { $0 as? String } ?? []
        return paths.filter { !$0.hasPrefix(".") }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(data)/\(store)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// Runs a bash script that stops at the first failing command, and returns what it printed on standard output.
    func shell(_ script: String) throws -> String {
        try Self.run("/bin/bash", ["-euo", "pipefail", "-c", script])
    }

    struct Failure: Error {
        let text: String
    }

    /// Runs a bash script that stops at the first failing command, and returns what it printed on standard output.
    /// - Parameter linked: a folder of the repository that the script finds in its own.
    func shell(_ script: String, in folder: String, linking linked: String) throws -> String {
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/\(linked)", withDestinationPath: "\(Repository.root)/\(linked)")
        let binaries = URL(fileURLWithPath: BuiltBinary.path).deletingLastPathComponent().path
        return try Self.run(
            "/bin/bash", ["-euo", "pipefail", "-c", script], in: folder, environment: ["BINARIES": binaries])
    }

    private static func run(
        _ path: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> String {
        try RunningTool(path, arguments, in: folder, environment: environment).output()
    }
}
