import ArgumentParser
import CloakroomCore

struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Add projects and change their settings.", subcommands: [Add.self, Set.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a project; prints its id.")

        @Argument(help: "What people call it.")
        var name: String

        @Option(help: "24 hex digits; made up when not given.")
        var id: HexID?

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                let project = Project(id: id ?? .random(), name: name)
                try await accounts.adding("project \(project.id)") { try await accounts.directory.add(project) }
                print(project.id)
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change a project's settings.")

        @Argument(help: "The project's id.")
        var project: HexID

        @Option(help: "Extensions that members may send, such as .jpg,.pdf; */* for any, empty for the service's list.")
        var chatAllow: String?

        @Option(help: "The same for guests.")
        var guestAllow: String?

        @Option(help: "Bytes that the project may keep; 0 for no limit.")
        var quotaBytes: Int64?

        @Option(help: "Files that the project may keep; 0 for no limit.")
        var quotaFiles: Int64?

        @Flag(help: "Forget the project's own quotas, so that CLOAKROOM_PROJECT_QUOTA_… count.")
        var defaultQuotas = false

        @OptionGroup var options: SettingsOptions

        func validate() throws {
            guard (quotaBytes ?? 0) >= 0, (quotaFiles ?? 0) >= 0 else {
                throw ValidationError("A quota cannot be negative.")
            }
        }

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                var known = try await accounts.directory.knownProject(project)
                if let chatAllow { known.chatAllowList = chatAllow.isEmpty ? nil : chatAllow }
                if let guestAllow { known.guestAllowList = guestAllow.isEmpty ? nil : guestAllow }
                if defaultQuotas { (known.quotaBytes, known.quotaFiles) = (nil, nil) }
                known.quotaBytes = quotaBytes ?? known.quotaBytes
                known.quotaFiles = quotaFiles ?? known.quotaFiles
                try await accounts.directory.update(known)
            }
        }
    }
}
