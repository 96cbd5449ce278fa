import CloakroomTesting
import Logging
import NIOCore

@testable import CloakroomCore

/// The rules over memory doubles, with a clock that is turned by hand.
final class World: Sendable {
    let catalog: MemoryCatalog
    let primary = MemoryStore()
    let secondary = MemoryStore()
    let primaryFront: FailingStore
    let secondaryFront: FailingStore
    let spool = ScriptedSpool()
    let directory = MemoryDirectory()
    let links: LinkSigner
    let project = HexID.random()
    let cloakroom: Cloakroom
    private let time: HandClock

    static let owner = Principal(kind: .user, id: "owner")
    static let stranger = Principal(kind: .user, id: "stranger")

    /// - Parameter store: what stands in for primary instead of a memory double that can be told to fail.
    init(
        reads: Access.Reads = .private, catalog: MemoryCatalog = MemoryCatalog(), primary store: (any BlobStore)? = nil,
        replication: Replication = .off
    ) {
        self.catalog = catalog
        let time = HandClock(seconds: 1_700_000_000)
        self.time = time
        links = LinkSigner(directory: directory, lifetime: 3600, clock: time.wall)
        primaryFront = FailingStore(primary)
        secondaryFront = FailingStore(secondary)
        let identity = FixedIdentity(members: [.init("owner", project): .owner, .init("guest", project): .guest])
        cloakroom = Cloakroom(
            limits: Limits(uploadBytes: 100, chatLifetime: 60), access: Access(identity: identity, reads: reads),
            identity: identity, links: links, catalog: catalog,
            stores: StorePair(
                primary: store ?? primaryFront, secondary: secondaryFront, stopwatch: time.stopwatch,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
            replication: replication, spool: spool, inspector: ScriptedInspector(), clock: time.wall,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func advance(seconds: Int64) { time.turn(seconds: seconds) }
    func advance(milliseconds: Int64) { time.turn(milliseconds: milliseconds) }

    /// Sends a chat file of the owner's.
    func chat(_ text: String, name: String = "note.txt") async throws -> Record {
        let deposit = Deposit.chat(
            FileName(client: name), type: nil, by: Self.owner, in: Project(id: project, name: ""), as: .person(.owner),
            limits: cloakroom.limits)
        return try await send(deposit, text)
    }

    func asset(_ text: String, lifetime: Int64? = nil) async throws -> Record {
        let deposit = Deposit.asset(
            FileName(client: "logo.png"), type: nil, by: Self.owner, in: Project(id: project, name: ""),
            as: .person(.owner), lifetime: lifetime, limits: cloakroom.limits)
        return try await send(deposit, text)
    }

    func avatar(_ text: String) async throws -> Record {
        try await send(.avatar(FileName(client: "me.png"), type: nil, of: "owner"), text)
    }

    private func send(_ deposit: Deposit, _ text: String) async throws -> Record {
        try await cloakroom.receive(deposit) { try await $0.append(ByteBuffer(string: text)) }
    }

    func read(_ path: String, as reader: Principal? = World.owner) async throws -> String {
        let found = try await cloakroom.find(path, for: reader)
        return String(buffer: try await cloakroom.firstBytes(of: found, .whole(found.size)))
    }

    /// The kind of error that `work` ends with; nil when it ends well.
    func refusal(_ work: () async throws -> Void) async -> CloakroomError.Kind? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? CloakroomError)?.kind ?? .internalFailure
        }
    }
}
