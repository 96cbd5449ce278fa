import Foundation

/// Where a suite writes what it saw, when a script asks for it.
enum Printout {
    /// - Parameter variable: the environment variable that names the file; nothing is written without it.
    static func write(_ lines: [String], to variable: String) throws {
        guard let path = ProcessInfo.processInfo.environment[variable] else { return }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
