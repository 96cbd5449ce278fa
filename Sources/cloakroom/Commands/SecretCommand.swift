import ArgumentParser
import CloakroomCore
import CloakroomIdentity

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "The secrets with which projects, bots and subscriptions sign tokens.",
        subcommands: [Show.self, Rotate.self])

    /// Whose secret it is: exactly one.
    struct Holder: ParsableArguments {
        @Option(help: "The project's id.")
        var project: HexID?

        @Option(help: "The bot's id.")
        var bot: HexID?

        @Option(help: "The subscription's id.")
        var subscription: HexID?

        func validate() throws {
            guard [project, bot, subscription].compactMap({ $0 }).count == 1 else {
                throw ValidationError("Give one of --project, --bot and --subscription.")
            }
        }

        /// - Throws: when there is no such account.
        func name(in directory: any Directory) async throws -> SecretName {
            if let project {
                _ = try await directory.knownProject(project)
                return .project(project)
            }
            if let bot, try await directory.bot(bot) != nil { return .bot(bot) }
            if let subscription, try await directory.subscription(subscription) != nil {
                return .subscription(subscription)
            }
            throw CommandFailure("There is no such bot or subscription.")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the secret, made now if there is none.")

        @OptionGroup var holder: Holder
        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                print(try await accounts.secrets.secret(try await holder.name(in: accounts.directory)))
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new secret and print it; what the old one signed stops counting at once.")

        @OptionGroup var holder: Holder
        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                print(try await accounts.secrets.rotate(try await holder.name(in: accounts.directory)))
            }
        }
    }
}
