import ArgumentParser

struct CloakroomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloakroom",
        abstract: "A file service for chat and support products: verified, durable, expiring on time.",
        subcommands: [
            ServeCommand.self, SweepCommand.self, CheckCommand.self, CopyCommand.self, ProjectCommand.self,
            UserCommand.self,
            BotCommand.self, SubscriptionCommand.self, MemberCommand.self, SecretCommand.self, TokenCommand.self,
            CatalogCommand.self,
        ])
}
