import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the service.")

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 lets the system choose. (default: 8080)")
    var port: Int?

    @Flag(help: "Start even with a secret that others can guess or look up.")
    var insecure = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.settings([
            "CLOAKROOM_HOST": host, "CLOAKROOM_PORT": port.map(String.init),
            "CLOAKROOM_INSECURE": insecure ? "true" : nil,
        ])
        try settings.checkSecret()
        try await Server(settings).run()
    }
}

extension Settings {
    /// - Throws: when a stranger could sign tokens, unless that is put up with.
    fileprivate func checkSecret() throws {
        guard let weakness = globalSecret.weakness else { return }
        guard isInsecure else {
            throw SettingsError(
                "GLOBAL_SECRET \(weakness). Make one with `openssl rand -hex 32`, or start with --insecure for a trial")
        }
        Notice.line("warning: GLOBAL_SECRET \(weakness)")
    }
}
