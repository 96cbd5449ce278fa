import CloakroomCatalogs
import CloakroomCore
import Logging

/// The catalog that the settings name, with what is different from one kind to the other.
enum OpenCatalog {
    case sqlite(SQLiteCatalog)
    case postgreSQL(PostgreSQLCatalog, at: PostgreSQLAddress)

    /// - Parameter mayBeLost: whether an empty catalog takes the place of one that was there.
    init(_ location: CatalogLocation, _ folder: DataFolder, mayBeLost: Bool = false) async throws {
        switch location {
        case .sqlite:
            if !mayBeLost { try folder.checkCatalog() }
            self = .sqlite(try SQLiteCatalog(path: folder.catalog))
        case .postgreSQL(let address):
            self = .postgreSQL(try await PostgreSQLCatalog.open(address), at: address)
        }
    }

    var all: any Catalog & AttachmentCatalog & Directory & RecordListing & RecordRestoring & UploadLedger {
        switch self {
        case .sqlite(let catalog): catalog
        case .postgreSQL(let catalog, _): catalog
        }
    }

    /// The spool as those see it who use the same catalog.
    func spool(_ local: any Spool) async throws -> any Spool {
        switch self {
        case .sqlite: return local
        case .postgreSQL(let catalog, _):
            // No row is reserved before its owner is known to live.
            try await catalog.renew(owner: local.owner, for: PostgreSQLWatch.lease)
            return SharedSpool(local, registry: catalog)
        }
    }

    /// Keeps `cloakroom` informed of what other processes do, and them of its owner's life. Nil where files on this
    /// machine tell.
    func watch(_ owner: String, for cloakroom: Cloakroom, _ logger: Logger) throws -> PostgreSQLWatch? {
        guard case .postgreSQL(_, let address) = self else { return nil }
        return try PostgreSQLWatch(address, owner: owner, logger: logger) { cloakroom.forget(path: $0) }
    }

    /// The secret that was made at the first start; made now if there is none. Every node gets the same one.
    func globalSecret(_ folder: DataFolder) async throws -> String {
        guard case .postgreSQL(let catalog, _) = self else { return try folder.secret() }
        if let kept = try await catalog.secret(Self.globalSecretName) { return kept }
        return try await catalog.keepSecret(try folder.secret(), as: Self.globalSecretName, replacing: false)
    }

    private static let globalSecretName = "global"

    func close() {
        switch self {
        case .sqlite(let catalog): try? catalog.close()
        case .postgreSQL(let catalog, _): catalog.close()
        }
    }
}
