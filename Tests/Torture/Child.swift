import Foundation
import Synchronization

/// A process of ours.
final class Child: Sendable {
    private let identifier: Int32
    private let status: Task<Int32, Never>
    private let ended: Flag

    /// - Parameter log: the file to whose end the process writes its standard error.
    init(
        _ binary: String, _ arguments: [String], _ environment: [String: String], output: FileHandle?, log: String
    ) throws {
        let errors = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard errors >= 0 else { throw TortureFailure("cannot write \(log)") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle(fileDescriptor: errors, closeOnDealloc: true)
        let ended = Flag()
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            ended.raise()
            end.yield($0.terminationStatus)
            end.finish()
        }
        try process.run()
        identifier = process.processIdentifier
        self.ended = ended
        status = Task {
            for await status in ends { return status }
            return -1
        }
    }

    var hasEnded: Bool { ended.isRaised }

    /// Waits for the end.
    /// - Returns: the exit status, or the signal's number.
    @discardableResult
    func end() async -> Int32 { await status.value }

    /// Ends it as a crash would, and waits until it is gone.
    func kill() async {
        if !hasEnded { Foundation.kill(identifier, SIGKILL) }
        await end()
    }

    /// Asks it to end, and waits until it has.
    @discardableResult
    func stop() async -> Int32 {
        if !hasEnded { Foundation.kill(identifier, SIGTERM) }
        return await end()
    }
}

/// Something that happens once.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
}

/// Why the torture itself could not go on.
struct TortureFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
