import ArgumentParser
import CloakroomCore
import CloakroomIdentity

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "The secrets with which projects, bots and subscriptions sign tokens, and links are signed.",
        subcommands: [Show.self, Rotate.self])

    /// Whose secret it is: exactly one.
    struct Holder: ParsableArguments {
        @Option(help: "The project's id.")
        var project: HexID?

        @Option(help: "The bot's id.")
        var bot: HexID?

        @Option(help: "The subscription's id.")
        var subscription: HexID?

        @Flag(help: "The key of signed links.")
        var links = false

        func validate() throws {
            guard [project, bot, subscription].compactMap({ $0 }).count + (links ? 1 : 0) == 1 else {
                throw ValidationError("Give one of --project, --bot, --subscription and --links.")
            }
        }

        /// The name of an account's secret.
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
            if holder.links {
                return try await Accounts.openAnywhere(options) { accounts, _ in print(try await accounts.links.key()) }
            }
            try await Accounts.open(options) { accounts, _ in
                print(try await accounts.secrets.secret(try await holder.name(in: accounts.directory)))
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: """
                Make a new secret and print it. What the old one signed stops counting at once; links go on until they \
                expire, unless --now is given.
                """)

        @OptionGroup var holder: Holder

        @Flag(help: "With --links: end the links that are out there, too.")
        var now = false

        @OptionGroup var options: SettingsOptions

        func validate() throws {
            guard !now || holder.links else { throw ValidationError("--now goes with --links.") }
        }

        func run() async throws {
            if holder.links {
                return try await Accounts.openAnywhere(options) { accounts, _ in
                    print(try await accounts.links.rotate(endingOld: now))
                }
            }
            try await Accounts.open(options) { accounts, _ in
                print(try await accounts.secrets.rotate(try await holder.name(in: accounts.directory)))
            }
        }
    }
}
