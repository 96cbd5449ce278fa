public import Logging

/// The rules of the house: receive, deliver, retire, sweep. It knows no HTTP, no SQL and no C, only the rooms' promises.
public final class Cloakroom: Sendable {
    public let limits: Limits
    public let access: Access
    public let identity: any IdentityProvider
    public let links: LinkSigner
    let catalog: any Catalog
    let uploads: any AttachmentCatalog
    let stores: StorePair
    let replication: Replication
    let spool: any Spool
    let inspector: any MediaInspector
    let clock: WallClock
    let logger: Logger
    let cache: ReadCache
    let gauge = RoomGauge()
    let leftovers = Leftovers()
    let lacks = Lacks()
    /// Rung when a store is owed a copy.
    let bell = Bell()

    public init(
        limits: Limits, access: Access, identity: any IdentityProvider, links: LinkSigner,
        catalog: any Catalog & AttachmentCatalog, stores: StorePair, replication: Replication = .off,
        spool: any Spool, inspector: any MediaInspector,
        clock: WallClock = .system, logger: Logger
    ) {
        self.limits = limits
        self.access = access
        self.identity = identity
        self.links = links
        self.catalog = catalog
        uploads = catalog
        self.stores = stores
        self.replication = replication
        self.spool = spool
        self.inspector = inspector
        self.clock = clock
        self.logger = logger
        cache = ReadCache()
    }

    public var now: Timestamp { clock.now() }
}
