import Foundation

/// A program that runs beside a test.
struct RunningTool {
    private let process = Process()
    private let pipe = Pipe()
    private let input = Pipe()

    init(
        _ path: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardOutput = pipe
        process.standardInput = input
        try process.run()
    }

    /// Gives the program something to read; waits until it takes it.
    func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// There is nothing more to read.
    func endInput() throws { try input.fileHandleForWriting.close() }

    /// Ends a program that would go on for ever. A weaker signal may be blocked, as it is on some threads of a test.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
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
