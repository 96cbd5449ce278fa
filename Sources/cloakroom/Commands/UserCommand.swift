import ArgumentParser
import CloakroomCore
import CloakroomIdentity

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add users.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a user; prints the id. Without a password a random one is made and told on standard error.")

        @Argument(help: "The address to sign in with.")
        var email: String

        @Option(help: "The password. Others on the machine can see it in the list of processes: see --password-stdin.")
        var password: String?

        @Flag(help: "Read the password from the first line of standard input.")
        var passwordStdin = false

        @Option(help: "24 hex digits; made up when not given.")
        var id: HexID?

        @Option(help: "A project to join at once.")
        var project: HexID?

        @Option(help: "The role there: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
        var role: Role?

        @OptionGroup var options: SettingsOptions

        func validate() throws {
            guard password == nil || !passwordStdin else {
                throw ValidationError("Give the password one way, not two.")
            }
            guard (project == nil) == (role == nil) else { throw ValidationError("--project and --role go together.") }
            guard email.contains("@") else { throw ValidationError("\(email) is no e-mail address.") }
        }

        func run() async throws {
            let password = try chosenPassword()
            try await Accounts.open(options) { accounts, identity in
                let user = User(
                    id: id ?? .random(), email: email.lowercased(), passwordHash: try await identity.hash(password))
                if let project { _ = try await accounts.directory.knownProject(project) }
                try await accounts.adding("user \(user.email)") { try await accounts.directory.add(user) }
                if let project, let role {
                    try await accounts.directory.setRole(role, of: user.id.text, in: project)
                }
                print(user.id)
            }
        }

        private func chosenPassword() throws -> String {
            if let password {
                Notice.line("A password on the command line can be seen by others: prefer --password-stdin.")
                return try Self.checked(password)
            }
            if passwordStdin { return try Self.checked(readLine() ?? "") }
            let made = Passwords.random()
            Notice.line("password: \(made)")
            return made
        }

        private static func checked(_ password: String) throws -> String {
            guard !password.isEmpty else { throw CommandFailure("The password is empty.") }
            return password
        }
    }
}
