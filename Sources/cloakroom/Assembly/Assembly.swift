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
        let opening = StoreOpening(directory: accounts.directory, settings: settings, logger: logger)
        primary = try await opening.open(settings.primary)
        secondary = try await opening.open(settings.secondary)
        spool = try LocalSpool(folder: folder.spool, floor: settings.floor)
        inspectors = InspectorPool(limits: settings.inspection, logger: logger)
        cloakroom = Cloakroom(
            limits: settings.limits, access: Access(identity: accounts.authority.identity, reads: settings.reads),
            identity: accounts.authority.identity, catalog: accounts.catalog,
            stores: StorePair(primary: primary, secondary: secondary, logger: logger), spool: spool,
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
