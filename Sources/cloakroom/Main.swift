import ArgumentParser
import CloakroomMedia
import Dispatch
import Foundation

/// The binary's way in. A helper takes another one than the commands, before there is any task or thread.
@main
enum Main {
    static func main() {
        if CommandLine.arguments.dropFirst().first == InspectorHelper.command { InspectorHelper.run() }
        Task {
            let status = await run()
            // Not exit(3), which takes libraries apart that other threads are still using.
            fflush(nil)
            _exit(status)
        }
        dispatchMain()
    }

    private static func run() async -> Int32 {
        do {
            var command = try CloakroomCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return EXIT_SUCCESS
        } catch {
            return tell(error)
        }
    }

    /// Help that was asked for ends here too, with success.
    private static func tell(_ error: any Error) -> Int32 {
        let code = CloakroomCommand.exitCode(for: error)
        let text = CloakroomCommand.fullMessage(for: error)
        if !text.isEmpty {
            code == .success ? print(text) : Notice.line(text)
        }
        return code.rawValue
    }
}
