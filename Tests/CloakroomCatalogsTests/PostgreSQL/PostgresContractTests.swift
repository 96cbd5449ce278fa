import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomCatalogs

@Suite(.needsPostgres, .timeLimit(.minutes(15))) struct PostgresContractTests {
    @Test(arguments: CatalogContract.promises)
    func catalogKeeps(_ promise: Promise<any Catalog>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }

    @Test(arguments: CatalogContract.listingPromises)
    func listingKeeps(_ promise: Promise<any Catalog & RecordListing>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }

    @Test(arguments: CatalogContract.restoringPromises)
    func restoringKeeps(_ promise: Promise<any Catalog & RecordRestoring>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }

    @Test(arguments: DirectoryContract.promises)
    func directoryKeeps(_ promise: Promise<any Directory>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }

    @Test(arguments: AttachmentContract.promises)
    func attachmentsKeep(_ promise: Promise<any Catalog & AttachmentCatalog>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }

    @Test(arguments: UploadLedgerContract.promises)
    func ledgerKeeps(_ promise: Promise<any UploadLedger>) async throws {
        try await PostgresDesk.with { desk in
            try await promise.check(
                ContractSite(open: { try await desk.open() }, close: { ($0 as? PostgreSQLCatalog)?.close() }))
        }
    }
}
