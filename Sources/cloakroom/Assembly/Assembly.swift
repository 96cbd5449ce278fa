import CloakroomCatalogs
import CloakroomCore
import CloakroomMedia
import CloakroomStores
import Logging

/// Puts the rooms together: the only place that names concrete types.
struct Assembly {
    let accounts: Accounts
    let folder: DataFolder
    let cloakroom: Cloakroom
    let uploads: ResumableUploads
    private let primary: any StoreRebuild.Store
    private let secondary: any StoreRebuild.Store
    private let localSpool: LocalSpool
    let spool: any Spool
    private let watch: PostgreSQLWatch?
    let inspectors: InspectorPool
    let logger: Logger

    /// - Parameter rebuilding: whether the catalog may be lost. The stores must be there then: nothing tells any more which
    ///   of them were.
    init(_ settings: Settings, rebuilding: Bool = false) async throws {
        LoggingSystem.bootstrap(settings)
        logger = Logger(label: "cloakroom")
        folder = try DataFolder(settings.data)
        accounts = try await Accounts(settings, folder, catalogMayBeLost: rebuilding)
        let opening = StoreOpening(
            directory: accounts.directory, settings: settings, mayFound: !rebuilding, logger: logger)
        primary = try await opening.open(settings.primary)
        secondary = try await opening.open(settings.secondary)
        localSpool = try LocalSpool(folder: folder.spool, floor: settings.floor)
        spool = try await accounts.catalog.spool(localSpool)
        inspectors = InspectorPool(limits: settings.inspection, logger: logger)
        cloakroom = Cloakroom(
            limits: settings.limits, access: Access(identity: accounts.authority.identity, reads: settings.reads),
            identity: accounts.authority.identity, links: accounts.links, catalog: accounts.catalog.all,
            stores: StorePair(primary: primary, secondary: secondary, logger: logger),
            replication: settings.replication,
            spool: spool, inspector: inspectors, logger: logger)
        uploads = ResumableUploads(
            cloakroom, ledger: accounts.catalog.all, parts: try LocalParts(folder: folder.parts, floor: settings.floor),
            limits: settings.resumable)
        watch = try accounts.catalog.watch(spool.owner, for: cloakroom, logger)
    }

    func store(_ name: StoreName) -> any StoreCheck.Store { name == .primary ? primary : secondary }

    func check(_ options: StoreCheck.Options) -> StoreCheck {
        StoreCheck(accounts.catalog.all, primary: primary, secondary: secondary, spool: spool, options: options)
    }

    func rebuild(deep: Bool) -> StoreRebuild {
        StoreRebuild(
            accounts.catalog.all, primary: primary, secondary: secondary, spool: spool, inspector: inspectors,
            chatLifetime: cloakroom.limits.chatLifetime, isDeep: deep)
    }

    func close() {
        localSpool.close()
        watch?.close()
        accounts.close()
    }
}
