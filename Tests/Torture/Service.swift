import Foundation

/// The binary under torture and its data.
struct Service: Sendable {
    let folder: String
    let primary: String
    private let binary: String
    private let environment: [String: String]

    var secondary: String { folder + "/data/secondary" }
    var spool: String { folder + "/data/spool" }
    var log: String { folder + "/log" }

    /// - Parameter primary: where the primary store shall lie; nil for the data folder.
    init(binary: String, folder: String, primary: String?) throws {
        self.binary = binary
        self.folder = folder
        self.primary = primary ?? folder + "/data/primary"
        environment = ProcessInfo.processInfo.environment.merging([
            "CLOAKROOM_DATA": folder + "/data", "CLOAKROOM_PRIMARY": "file://" + self.primary,
            "CLOAKROOM_PORT": "0", "CLOAKROOM_SWEEP_SECONDS": "1", "CLOAKROOM_LOG_LEVEL": "warning",
            "CLOAKROOM_WRITES_PER_MINUTE": "100000000", "CLOAKROOM_READS_PER_MINUTE": "100000000",
        ]) { $1 }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Starts the server, hands it and its address to `work`, and kills it if it is still there afterwards.
    /// - Throws: ``TortureFailure`` when it does not start within a minute, and whatever `work` throws.
    func serving(_ work: (Child, _ url: String) async throws -> Void) async throws {
        let (server, url) = try await serve()
        do {
            try await work(server, url)
            await server.kill()
        } catch {
            await server.kill()
            throw error
        }
    }

    private func serve() async throws -> (server: Child, url: String) {
        let before = (try? logged().count) ?? 0
        let server = try launch("serve")
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline, !server.hasEnded {
            if let url = Self.address(in: try logged().dropFirst(before)) { return (server, url) }
            try await Task.sleep(for: .milliseconds(5))
        }
        await server.kill()
        throw TortureFailure("the server did not start: see \(log)")
    }

    /// Starts a command, to be killed or waited for.
    func launch(_ arguments: String...) throws -> Child {
        try Child(binary, arguments, environment, output: nil, log: log)
    }

    /// Runs a command to its end.
    func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let path = folder + "/output"
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw TortureFailure("cannot write \(path)")
        }
        let child = try Child(binary, arguments, environment, output: FileHandle(forWritingAtPath: path), log: log)
        let status = await child.end()
        return (status, try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines))
    }

    /// What a command prints that must succeed.
    func told(_ arguments: String...) async throws -> String {
        let (status, output) = try await run(arguments)
        guard status == 0 else { throw TortureFailure("\(arguments.joined(separator: " ")) failed: see \(log)") }
        return output
    }

    private func logged() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: log)) }

    private static func address(in log: Data) -> String? {
        let mark = "cloakroom listens on "
        let lines = String(decoding: log, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropLast().first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }
}
