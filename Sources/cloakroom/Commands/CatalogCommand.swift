import ArgumentParser
import CloakroomCatalogs
import CloakroomCore

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Move the catalog.", subcommands: [Copy.self])

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case sqlite, postgres
    }

    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the catalog of the data folder into the empty database that CLOAKROOM_CATALOG names.",
            discussion: """
                Accounts, secrets and files' rows are copied, all or nothing; the files themselves stay where they are. \
                Stop the service first: what comes in meanwhile is not copied.
                """)

        @Option(help: "Where it is: sqlite.")
        var from: Kind

        @Option(help: "Where it goes: postgres.")
        var to: Kind

        @OptionGroup var options: SettingsOptions

        func validate() throws {
            guard from == .sqlite, to == .postgres else {
                throw ValidationError("A catalog can be copied from sqlite to postgres.")
            }
        }

        func run() async throws {
            let settings = try options.settings()
            guard case .postgreSQL(let destination) = settings.catalog else {
                throw CommandFailure("Set CLOAKROOM_CATALOG to the database that the catalog goes to.")
            }
            let folder = try DataFolder(settings.data)
            guard folder.hasCatalog else { throw CommandFailure("There is no catalog in \(settings.data).") }
            do {
                let source = try SQLiteCatalog(path: folder.catalog)
                defer { try? source.close() }
                print("copied \(try await copy(source, destination)) rows")
            } catch let error as CloakroomError {
                throw CommandFailure(error)
            }
        }

        private func copy(_ source: SQLiteCatalog, _ destination: PostgreSQLAddress) async throws -> Int {
            let line = CopyProgress(total: try await source.count())
            defer { line.end() }
            return try await CatalogCopy(from: source, to: destination).run { line.show($0) }
        }
    }
}
