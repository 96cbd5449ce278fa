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
            await CloakroomCommand.main()
            exit(EXIT_SUCCESS)
        }
        dispatchMain()
    }
}
