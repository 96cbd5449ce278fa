import ArgumentParser
import CloakroomCore

struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "Say who is what in a project.", subcommands: [Set.self])

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a user a member, or change the role.")

        @Option(help: "The project's id.")
        var project: HexID

        @Option(help: "The user's id.")
        var user: HexID

        @Option(help: "\(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        var role: Role

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                _ = try await accounts.directory.knownProject(project)
                guard try await accounts.directory.user(user) != nil else {
                    throw CommandFailure("There is no user \(user).")
                }
                try await accounts.directory.setRole(role, of: user.text, in: project)
            }
        }
    }
}
