import ArgumentParser
import CloakroomCore
import CloakroomIdentity

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print a token for a user, a bot or a new guest, without its prefix.")

    @Option(help: "The user's id.")
    var user: HexID?

    @Option(help: "The bot's id.")
    var bot: HexID?

    @Flag(help: "A new guest of --project.")
    var guest = false

    @Option(help: "The guest's project.")
    var project: HexID?

    @Option(help: "Seconds that the token counts; for good when not given.")
    var expires: Int64?

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard [user != nil, bot != nil, guest].filter({ $0 }).count == 1 else {
            throw ValidationError("Give one of --user, --bot and --guest.")
        }
        guard guest == (project != nil) else { throw ValidationError("--guest and --project go together.") }
        if let expires, expires < 1 { throw ValidationError("--expires takes a positive number of seconds.") }
    }

    func run() async throws {
        try await Accounts.open(options) { _, identity in
            print(try await identity.issue(for: holder, expires: expires))
        }
    }

    private var holder: LocalIdentity.Holder {
        get throws {
            if let user { return .user(user) }
            if let bot { return .bot(bot) }
            guard let project else { throw ValidationError("--guest needs --project.") }
            return .guest(GuestProfile(project: project))
        }
    }
}
