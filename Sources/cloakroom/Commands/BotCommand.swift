import ArgumentParser
import CloakroomCore

struct BotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bot", abstract: "Add bots.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a bot to a project; prints its id.")

        @Argument(help: "What people call it.")
        var name: String

        @Option(help: "The project's id.")
        var project: HexID

        @Option(help: "24 hex digits; made up when not given.")
        var id: HexID?

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                _ = try await accounts.directory.knownProject(project)
                let bot = Bot(id: id ?? .random(), project: project, name: name)
                try await accounts.adding("bot \(bot.id)") { try await accounts.directory.add(bot) }
                print(bot.id)
            }
        }
    }
}

struct SubscriptionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscription", abstract: "Add subscriptions, whose tokens act for a project's integrations.",
        subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a subscription to a project; prints its id.")

        @Option(help: "The project's id.")
        var project: HexID

        @Option(help: "24 hex digits; made up when not given.")
        var id: HexID?

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            try await Accounts.open(options) { accounts, _ in
                _ = try await accounts.directory.knownProject(project)
                let subscription = Subscription(id: id ?? .random(), project: project)
                try await accounts.adding("subscription \(subscription.id)") {
                    try await accounts.directory.add(subscription)
                }
                print(subscription.id)
            }
        }
    }
}
