import CloakroomCore
import CloakroomMedia
import CloakroomStores
import Logging

/// Puts the rooms together: the only place that names concrete types.
struct Assembly {
    let accounts: Accounts
    let folder: DataFolder
    let cloakroom: Cloakroom
    let logger: Logger

    init(_ settings: Settings) async throws {
        LoggingSystem.bootstrap(settings)
        logger = Logger(label: "cloakroom")
        folder = try DataFolder(settings.data)
        accounts = try Accounts(settings, folder)
        let opening = StoreOpening(directory: accounts.directory, settings: settings, logger: logger)
        cloakroom = Cloakroom(
            limits: settings.limits, access: Access(identity: accounts.identity, reads: settings.reads),
            identity: accounts.identity, catalog: accounts.catalog,
            stores: try await opening.openBoth(),
            spool: try LocalSpool(folder: folder.spool, floor: settings.floor), inspector: try LocalMediaInspector(),
            logger: logger)
    }

    func close() {
        accounts.close()
    }
}
