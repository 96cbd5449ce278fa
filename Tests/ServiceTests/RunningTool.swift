import Foundation

/// A program that runs beside a test.
struct RunningTool {
    private let process = Process()
    private let pipe = Pipe()

    init(
        _ path: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardOutput = pipe
        try process.run()
    }

    /// Waits for the end, and tells how it was.
    func result() -> (status: Int32, output: String) {
        let text = output()
        return (process.terminationStatus, text)
    }

    /// Waits for the end and returns what was printed, without the line break.
    func output() -> String {
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
