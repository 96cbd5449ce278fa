import ArgumentParser
import Foundation

/// The options that every command takes. They have no defaults: what is not given here is left to the environment.
struct SettingsOptions: ParsableArguments {
    @Option(help: "The folder for spool, local files, catalog and secret.")
    var data: String?

    @Option(help: "A JSON file of settings, its keys spelled as the environment's.")
    var config: String?

    /// - Parameter more: options of one command alone, under their settings' keys.
    func settings(_ more: [String: String?] = [:]) throws -> Settings { try Settings(source(more)) }

    func source(_ more: [String: String?] = [:]) throws -> SettingsSource {
        var options = more.compactMapValues { $0 }
        options["CLOAKROOM_DATA"] = data
        return try SettingsSource(
            options: options, environment: ProcessInfo.processInfo.environment, file: config)
    }
}
