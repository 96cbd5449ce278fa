import CloakroomTesting
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

@testable import CloakroomCore
@testable import CloakroomHTTP

/// Reads from memory over memory doubles, with a clock that is turned by hand.
final class HotWorld: Sendable {
    let project = HexID.random()
    let identity: RememberedIdentity
    let cloakroom: Cloakroom
    let reads: HotReads
    private let time = HandClock()

    init(readsPerMinute: Int = 1_000_000) {
        let clock = time.wall
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let members = FixedIdentity(members: [.init("ada", project): .owner, .init("bob", project): .guest])
        identity = RememberedIdentity(members, clock)
        cloakroom = Cloakroom(
            limits: Limits(chatLifetime: 60), access: Access(identity: identity, reads: .private), identity: identity,
            links: LinkSigner(directory: MemoryDirectory(), lifetime: 3600, clock: clock), catalog: MemoryCatalog(),
            stores: StorePair(
                primary: MemoryStore(), secondary: MemoryStore(), stopwatch: .system, logger: logger),
            spool: ScriptedSpool(), inspector: ScriptedInspector(), clock: clock, logger: logger)
        var limits = HTTPLimits()
        limits.readsPerMinute = readsPerMinute
        let desk = FrontDesk(cloakroom, publicURL: nil, isSecure: false, limits: limits)
        reads = HotReads(desk, limits: limits, common: [], logger: logger)
    }

    func turn(milliseconds: Int64) { time.turn(milliseconds: milliseconds) }

    var now: Timestamp { time.now }

    /// Sends a chat file of Ada's and reads it once, as the doors would.
    func file(_ text: String = "hello") async throws -> String {
        let ada = Principal(kind: .user, id: "ada")
        let deposit = Deposit.chat(
            FileName(client: "note.txt"), type: nil, by: ada, in: Project(id: project, name: ""), as: .person(.owner),
            limits: cloakroom.limits)
        return try await send(deposit, text)
    }

    func avatar(_ text: String) async throws -> String {
        try await send(.avatar(FileName(client: "me.png"), type: nil, of: "ada"), text)
    }

    private func send(_ deposit: Deposit, _ text: String) async throws -> String {
        let record = try await cloakroom.receive(deposit) { try await $0.append(ByteBuffer(string: text)) }
        try await warm(record.path)
        return record.path
    }

    func warm(_ path: String) async throws {
        let found = try await cloakroom.find(path, for: Principal(kind: .user, id: "ada"))
        _ = try await cloakroom.firstBytes(of: found, .whole(found.size))
    }

    /// What memory answers to a read of the file at `path`: by a member who has nothing but its role, unless told else.
    func ask(_ path: String, _ authorization: String? = "JWT bob", more query: String = "") -> String? {
        let uri = "/\(project)/files?path=\(path)\(query)"
        let headers = HTTPHeaders(authorization.map { [("Authorization", $0)] } ?? [])
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
        return PlainReadFields(headers).flatMap { reads.answer(to: head, $0, from: nil) }.map {
            String(buffer: $0.body)
        }
    }
}

/// Remembers everybody and everything, until it is told not to.
final class RememberedIdentity: IdentityProvider {
    enum Topic: CaseIterable { case principal, project, membership }

    private let base: FixedIdentity
    private let clock: WallClock
    private let ends = Mutex<[Topic: Timestamp]>([:])
    private let asked = Mutex(0)

    init(_ base: FixedIdentity, _ clock: WallClock) {
        self.base = base
        self.clock = clock
    }

    func end(_ topic: Topic, at moment: Timestamp) { ends.withLock { $0[topic] = moment } }

    /// How often somebody wanted to know who holds a credential.
    var questions: Int { asked.withLock { $0 } }

    private func recalled<Value>(_ topic: Topic, _ value: Value) -> Recalled<Value>? {
        let end = ends.withLock { $0[topic] } ?? .distantFuture
        return clock.now() < end ? Recalled(value, until: end) : nil
    }

    func recall(_ credential: Credential) -> Recalled<Principal>? {
        asked.withLock { $0 += 1 }
        return switch credential {
        case .token(let id, _): recalled(.principal, Principal(kind: .user, id: id))
        case .basic(let email, _, _): recalled(.principal, Principal(kind: .user, id: email))
        }
    }

    func recall(project id: HexID) -> Recalled<Project>? { recalled(.project, Project(id: id, name: "")) }

    func recallMembership(of principal: Principal, in project: HexID) -> Recalled<Membership>? {
        recalled(.membership, .person(.guest))
    }

    func authenticate(_ credential: Credential) async throws -> Principal { try await base.authenticate(credential) }
    func project(_ id: HexID) async throws -> Project? { try await base.project(id) }
    func membership(of principal: Principal, in project: HexID) async throws -> Membership? {
        try await base.membership(of: principal, in: project)
    }
    func projects(of principal: Principal) async throws -> [HexID]? { try await base.projects(of: principal) }
    func project(ofBot id: HexID, for principal: Principal) async throws -> HexID? { nil }
}
