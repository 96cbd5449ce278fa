import CloakroomCore
import CloakroomTesting
import Synchronization
import Testing

@testable import CloakroomCatalogs

/// An empty schema of the shared server, open as often as a test likes.
final class PostgresDesk: Sendable {
    let server: PostgresServer
    let schema: String
    private let opened = Mutex<[PostgreSQLCatalog]>([])

    private init(_ server: PostgresServer) throws {
        self.server = server
        schema = try server.emptySchema()
    }

    static func with(
        _ server: PostgresServer? = nil, _ work: (PostgresDesk) async throws -> Void
    ) async throws {
        let desk = try PostgresDesk(server ?? PostgresServer.shared.get())
        defer { desk.clear() }
        try await work(desk)
    }

    var url: String { server.url(schema: schema) }
    var address: PostgreSQLAddress { get throws { try PostgreSQLAddress(url) } }

    func open(_ url: String? = nil) async throws -> PostgreSQLCatalog {
        let catalog = try await PostgreSQLCatalog.open(PostgreSQLAddress(url ?? self.url))
        opened.withLock { $0.append(catalog) }
        return catalog
    }

    private func clear() {
        for catalog in opened.withLock({ $0 }) { catalog.close() }
    }
}
