import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomCatalogs

@Suite struct ContractTests {
    @Test(arguments: CatalogContract.promises)
    func memoryCatalogKeeps(_ promise: Promise<any Catalog>) async throws {
        let catalog = MemoryCatalog()
        try await promise.check(ContractSite { catalog })
    }

    @Test(arguments: CatalogContract.promises)
    func sqliteCatalogKeeps(_ promise: Promise<any Catalog>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }

    @Test(arguments: CatalogContract.listingPromises)
    func memoryListingKeeps(_ promise: Promise<any Catalog & RecordListing>) async throws {
        let catalog = MemoryCatalog()
        try await promise.check(ContractSite { catalog })
    }

    @Test(arguments: CatalogContract.listingPromises)
    func sqliteListingKeeps(_ promise: Promise<any Catalog & RecordListing>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }

    @Test(arguments: AttachmentContract.promises)
    func memoryAttachmentsKeep(_ promise: Promise<any Catalog & AttachmentCatalog>) async throws {
        let catalog = MemoryCatalog()
        try await promise.check(ContractSite { catalog })
    }

    @Test(arguments: CatalogContract.restoringPromises)
    func memoryRestoringKeeps(_ promise: Promise<any Catalog & RecordRestoring>) async throws {
        let catalog = MemoryCatalog()
        try await promise.check(ContractSite { catalog })
    }

    @Test(arguments: AttachmentContract.promises)
    func sqliteAttachmentsKeep(_ promise: Promise<any Catalog & AttachmentCatalog>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }

    @Test(arguments: CatalogContract.restoringPromises)
    func sqliteRestoringKeeps(_ promise: Promise<any Catalog & RecordRestoring>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }

    @Test(arguments: DirectoryContract.promises)
    func memoryDirectoryKeeps(_ promise: Promise<any Directory>) async throws {
        let directory = MemoryDirectory()
        try await promise.check(ContractSite { directory })
    }

    @Test(arguments: DirectoryContract.promises)
    func sqliteDirectoryKeeps(_ promise: Promise<any Directory>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }

    @Test(arguments: UploadLedgerContract.promises)
    func memoryLedgerKeeps(_ promise: Promise<any UploadLedger>) async throws {
        let ledger = MemoryLedger()
        try await promise.check(ContractSite { ledger })
    }

    @Test(arguments: UploadLedgerContract.promises)
    func sqliteLedgerKeeps(_ promise: Promise<any UploadLedger>) async throws {
        try await Desk.with { desk in
            try await promise.check(
                ContractSite(open: { try desk.open() }, close: { try ($0 as? SQLiteCatalog)?.close() }))
        }
    }
}
