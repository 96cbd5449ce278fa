import CloakroomCore
import CloakroomMedia
import CloakroomStores
import Logging

/// Puts the rooms together: the only place that names concrete types.
struct Assembly {
    let accounts: Accounts
    let folder: DataFolder
    let cloakroom: Cloakroom
    private let primary: any StoreCheck.Store
    private let secondary: any StoreCheck.Store
    private let spool: LocalSpool
    let inspectors: InspectorPool
    let logger: Logger

    init(_ settings: Settings) async throws {
        LoggingSystem.bootstrap(settings)
        logger = Logger(label: "cloakroom")
        folder = try DataFolder(settings.data)
        accounts = try Accounts(settings, folder)
        primary = settings.primary.store()
        secondary = settings.secondary.store()
        spool = try LocalSpool(folder: folder.spool)
        inspectors = InspectorPool(limits: settings.inspection, logger: logger)
        cloakroom = Cloakroom(
            limits: settings.limits, access: Access(identity: accounts.identity, reads: settings.reads),
            identity: accounts.identity, catalog: accounts.catalog,
            stores: StorePair(primary: primary, secondary: secondary), spool: spool,
            inspector: inspectors, logger: logger)
    }

    func check(_ options: StoreCheck.Options) -> StoreCheck {
        StoreCheck(accounts.catalog, primary: primary, secondary: secondary, spool: spool, options: options)
    }

    func close() {
        spool.close()
        accounts.close()
    }
}

extension StoreLocation {
    func store() -> any StoreCheck.Store {
        switch self {
        case .folder(let path): LocalStore(root: path)
        }
    }
}
