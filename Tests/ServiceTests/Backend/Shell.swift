import Foundation

/// Runs other programs.
enum Shell {
    /// Runs a bash script that stops at the first failing command; both its outputs, without the last line break.
    static func script(_ script: String, _ environment: [String: String] = [:]) throws -> String {
        try run("/bin/bash", ["-euo", "pipefail", "-c", "exec 2>&1\n" + script], environment)
    }

    static func run(_ path: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
