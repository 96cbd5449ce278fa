import CloakroomTesting
import Testing

@testable import CloakroomCore

/// Who may do what. P is the file's project, Q another one.
@Suite struct AccessTests {
    private static let p = id("a")
    private static let q = id("b")
    private static let bot = id("c")
    private static let otherBot = id("d")

    private static func id(_ digit: Character) -> HexID {
        HexID(String(repeating: digit, count: 24)) ?? .random()
    }

    private let identity = FixedIdentity(
        members: [
            .init("guest", p): .guest, .init("agent", p): .agent, .init("admin", p): .admin, .init("owner", p): .owner,
            .init("foreign", q): .owner, .init("ann", p): .user,
        ], bots: [bot: p, otherBot: q])

    private func access(_ reads: Access.Reads = .private) -> Access { Access(identity: identity, reads: reads) }

    private static func user(_ id: String, confinedTo project: HexID? = nil) -> Principal {
        Principal(kind: .user, id: id, confinedTo: project)
    }

    private static let botOfP = Principal(kind: .bot, id: bot.text, confinedTo: p)
    private static let subscription = Principal(kind: .subscription, id: id("e").text, confinedTo: p)
    private static let botOfQ = Principal(kind: .bot, id: otherBot.text, confinedTo: q)

    private func record(_ kind: Record.Kind, owner: String, project: HexID? = p) throws -> Record {
        Record(
            key: try #require(BlobKey("uploads/x")), path: "uploads/x", kind: kind, state: .live, project: project,
            owner: owner, name: "x", size: 1, digest: Cloakroom.noDigest, contentType: "text/plain",
            created: Timestamp(milliseconds: 0))
    }

    // MARK: Uploading

    @Test(arguments: [
        ("guest", Role.guest, true), ("guest", .agent, false), ("agent", .agent, true), ("agent", .admin, false),
        ("admin", .admin, true), ("owner", .admin, true), ("foreign", .guest, false), ("nobody", .guest, false),
    ])
    func rolesDecideUploads(person: String, needed: Role, admitted: Bool) async {
        let outcome = await result {
            _ = try await access().membership(of: Self.user(person), in: Self.p, atLeast: needed)
        }
        #expect((outcome == nil) == admitted)
    }

    @Test func botsUploadInTheirOwnProjectOnly() async throws {
        #expect(try await access().membership(of: Self.botOfP, in: Self.p, atLeast: .admin) == .service)
        let foreign = await result { _ = try await access().membership(of: Self.botOfQ, in: Self.p, atLeast: .guest) }
        #expect(foreign == .notMember)
    }

    // MARK: Avatars

    @Test func peopleChangeTheirOwnPictures() async throws {
        #expect(try await access().avatarOwner(for: Self.user("agent"), botID: nil) == "agent")
        #expect(try await access().avatarOwner(for: Self.botOfP, botID: nil) == Self.bot.text)
        #expect(try await access().avatarOwner(for: Self.botOfP, botID: Self.bot.text) == Self.bot.text)
    }

    /// Whoever holds a project's secret can make tokens of its members, but their pictures are seen everywhere.
    @Test func aTokenOfOneProjectChangesNobodysPicture() async {
        let made = await result {
            _ = try await access().avatarOwner(for: Self.user("agent", confinedTo: Self.p), botID: nil)
        }
        #expect(made == .roleTooLow)
    }

    @Test(arguments: [
        ("admin", bot.text, nil), ("agent", bot.text, CloakroomError.Kind.botRoleTooLow),
        ("foreign", bot.text, .notInBotsProject), ("admin", id("e").text, .botNotFound),
        ("admin", "../../x", .botNotFound),
    ])
    func aBotsPictureIsChangedByAdminsOfItsProject(person: String, bot: String, refusal: CloakroomError.Kind?) async {
        let outcome = await result { _ = try await access().avatarOwner(for: Self.user(person), botID: bot) }
        #expect(outcome == refusal)
    }

    // MARK: Reading and deleting

    private struct Case: Sendable, CustomTestStringConvertible {
        let who: Principal
        let kind: Record.Kind
        let owner: String
        let reads: Bool
        let deletes: Bool
        var testDescription: String { "\(who.kind) \(who.id) and the \(kind) of \(owner)" }
    }

    private static let cases: [Case] = [
        Case(who: user("guest"), kind: .chat, owner: "user/guest", reads: true, deletes: true),
        Case(who: user("guest"), kind: .chat, owner: "user/agent", reads: true, deletes: false),
        Case(who: user("agent"), kind: .chat, owner: "user/guest", reads: true, deletes: false),
        Case(who: user("admin"), kind: .chat, owner: "user/guest", reads: true, deletes: true),
        Case(who: user("owner"), kind: .asset, owner: "user/admin", reads: true, deletes: true),
        Case(who: user("foreign"), kind: .asset, owner: "user/admin", reads: false, deletes: false),
        Case(who: user("left"), kind: .chat, owner: "user/left", reads: true, deletes: true),
        Case(who: user("left", confinedTo: q), kind: .chat, owner: "user/left", reads: false, deletes: false),
        Case(who: botOfP, kind: .asset, owner: "bot/\(bot)", reads: true, deletes: true),
        Case(who: botOfP, kind: .asset, owner: "user/admin", reads: true, deletes: false),
        Case(who: botOfQ, kind: .asset, owner: "user/admin", reads: false, deletes: false),
        Case(who: subscription, kind: .avatar, owner: subscription.id, reads: true, deletes: true),
        Case(who: subscription, kind: .avatar, owner: "agent", reads: true, deletes: false),
        // An external user whose id was chosen to be somebody else's.
        Case(
            who: Principal(kind: .external, id: "ann", confinedTo: q), kind: .chat, owner: "user/ann", reads: false,
            deletes: false),
        Case(who: user("foreign"), kind: .avatar, owner: "agent", reads: true, deletes: false),
        Case(who: user("agent"), kind: .avatar, owner: "agent", reads: true, deletes: true),
        Case(who: user("admin"), kind: .avatar, owner: "agent", reads: true, deletes: false),
        Case(who: user("admin"), kind: .avatar, owner: bot.text, reads: true, deletes: true),
        Case(who: user("agent"), kind: .avatar, owner: bot.text, reads: true, deletes: false),
        Case(who: user("agent", confinedTo: p), kind: .avatar, owner: "agent", reads: true, deletes: false),
        Case(
            who: Principal(kind: .external, id: "agent", confinedTo: p), kind: .avatar, owner: "agent", reads: true,
            deletes: false),
    ]

    @Test(arguments: cases)
    private func theRoleTableHolds(_ one: Case) async throws {
        let record = try record(one.kind, owner: one.owner, project: one.kind == .avatar ? nil : Self.p)
        #expect(try await access().mayRead(record, one.who) == one.reads)
        #expect(try await access().mayDelete(record, one.who) == one.deletes)
        #expect(try await access(.capability).mayDelete(record, one.who) == one.deletes)
    }

    @Test func capabilityModeAsksNobodyWhoReads() async throws {
        let record = try record(.chat, owner: "user/guest")
        #expect(try await access(.capability).mayRead(record, nil))
        #expect(try await !access(.private).mayRead(record, nil))
    }

    // MARK: Legacy files

    @Test(arguments: [
        ("uploads/projects/\(p)/files/1/a", "guest", true, false),
        ("uploads/projects/\(p)/files/1/a", "admin", true, true),
        ("uploads/projects/\(p)/files/1/a", "foreign", false, false),
        ("uploads/users/ann/files/1/a", "ann", true, true), ("uploads/users/ann/files/1/a", "admin", false, false),
        ("uploads/users/ann/images/photo.jpg", "foreign", true, false),
        ("uploads/users/ann/images/photo.jpg", "ann", true, true),
        ("uploads/public/files/1/a", "owner", false, false),
    ])
    func legacyFilesBelongToWhomTheirPathNames(path: String, who: String, reads: Bool, deletes: Bool) async throws {
        #expect(try await access().mayRead(legacy: path, Self.user(who)) == reads)
        #expect(try await access().mayDelete(legacy: path, Self.user(who)) == deletes)
        #expect(try await access(.capability).mayRead(legacy: path, nil))
    }

    private func result(_ work: () async throws -> Void) async -> CloakroomError.Kind? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? CloakroomError)?.kind ?? .internalFailure
        }
    }
}
