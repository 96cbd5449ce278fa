import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the service.")

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 lets the system choose. (default: 8080)")
    var port: Int?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.settings(["CLOAKROOM_HOST": host, "CLOAKROOM_PORT": port.map(String.init)])
        try await Server(settings).run()
    }
}
