public import Logging

/// The rules of the house: receive, deliver, retire, sweep. It knows no HTTP, no SQL and no C, only the rooms' promises.
public struct Cloakroom: Sendable {
    public let limits: Limits
    public let access: Access
    public let identity: any IdentityProvider
    let catalog: any Catalog
    let stores: StorePair
    let spool: any Spool
    let inspector: any MediaInspector
    let clock: WallClock
    let logger: Logger
    let cache: ReadCache
    let gauge = RoomGauge()
    let leftovers = Leftovers()

    public init(
        limits: Limits, access: Access, identity: any IdentityProvider, catalog: any Catalog, stores: StorePair,
        spool: any Spool, inspector: any MediaInspector, clock: WallClock = .system, logger: Logger
    ) {
        self.limits = limits
        self.access = access
        self.identity = identity
        self.catalog = catalog
        self.stores = stores
        self.spool = spool
        self.inspector = inspector
        self.clock = clock
        self.logger = logger
        cache = ReadCache()
    }

    public var now: Timestamp { clock.now() }
}
