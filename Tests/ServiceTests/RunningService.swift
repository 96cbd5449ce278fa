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
        process.executableURL = URL(fileURLWithPath: Self.built("cloakroom"))
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

    var data: String { folder + "/data" }

    /// What a command prints on standard output, without the line break.
    func cloakroom(_ arguments: String...) throws -> String {
        try Self.run(Self.built("cloakroom"), arguments + ["--data", data]).output
    }

    func curl(_ arguments: String...) throws -> String {
        try Self.run("/usr/bin/curl", ["-sS"] + arguments).output
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

    /// Where the build has put an executable of this package.
    static func built(_ name: String) -> String {
        let tests = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
        let folders = [tests, FileManager.default.currentDirectoryPath + "/.build/debug"].compactMap { $0 }
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? ".build/debug/\(name)"
    }

    /// Runs a program to its end; its standard output comes without the last line break.
    static func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}
