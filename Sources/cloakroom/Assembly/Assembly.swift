import CloakroomCore
import CloakroomMedia
import CloakroomStores
import Logging

/// Puts the rooms together: the only place that names concrete types.
struct Assembly {
    let accounts: Accounts
    let folder: DataFolder
    let cloakroom: Cloakroom
    let inspectors: InspectorPool
    let logger: Logger

    init(_ settings: Settings) async throws {
        LoggingSystem.bootstrap(settings)
        logger = Logger(label: "cloakroom")
        folder = try DataFolder(settings.data)
        accounts = try Accounts(settings, folder)
        inspectors = InspectorPool(limits: settings.inspection, logger: logger)
        cloakroom = Cloakroom(
            limits: settings.limits, access: Access(identity: accounts.identity, reads: settings.reads),
            identity: accounts.identity, catalog: accounts.catalog,
            stores: StorePair(primary: settings.primary.store(), secondary: settings.secondary.store()),
            spool: try LocalSpool(folder: folder.spool), inspector: inspectors, logger: logger)
    }

    func close() {
        accounts.close()
    }
}

extension StoreLocation {
    func store() -> any BlobStore {
        switch self {
        case .folder(let path): LocalStore(root: path)
        }
    }
}
