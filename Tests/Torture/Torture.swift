import ArgumentParser
import Foundation

/// Kills the service again and again while several clients use it, and holds what is left against what was promised.
@main
struct Torture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill the service at random moments under load, restart it, and check that every promise was kept.",
        discussion: """
            Clients upload, replace avatars, delete and read until the server is killed. Then one sweep runs and the \
            stores, the spool and "cloakroom check" are looked at; the server starts again and everything \
            acknowledged is read. Prints one line of figures. Exit status 1 when a promise was broken; then the data \
            stays where it is.
            """)

    @Option(help: "How often to kill the server.")
    var kills = 20

    @Option(help: "The clients' decisions follow from it; random when not given.")
    var seed: UInt64?

    @Option(help: "How many clients work at once.")
    var clients = 6

    @Option(help: "The cloakroom binary.")
    var binary: String

    @Option(help: "Where to put the primary store, for example a folder on another disk.")
    var primary: String?

    func validate() throws {
        guard kills > 0, (1...100).contains(clients) else {
            throw ValidationError("--kills takes a positive number, --clients one from 1 to 100.")
        }
    }

    func run() async throws {
        let seed = seed ?? UInt64.random(in: 0..<1_000_000)
        let folder = NSTemporaryDirectory() + "cloakroom-torture-\(UUID().uuidString)"
        let store = primary.map { "\($0)/cloakroom-torture-\(UUID().uuidString)" }
        let service = try Service(binary: binary, folder: folder, primary: store)
        var ordeal = try await Ordeal(service, clients: clients, seed: seed)
        try await ordeal.run(kills: kills)
        print("torture: seed \(seed), \(kills) kills, \(ordeal.scene.tally.figures); \(ordeal.scene.breaches.figures)")
        guard ordeal.scene.breaches.isEmpty else {
            Notice.line("the data and the log are in \(folder)\(store.map { " and \($0)" } ?? "")")
            throw ExitCode.failure
        }
        for path in [folder, store].compactMap({ $0 }) { try FileManager.default.removeItem(atPath: path) }
    }
}
