import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Synchronization
import Testing

@testable import CloakroomCatalogs

@Suite(.needsPostgres, .timeLimit(.minutes(15))) struct CatalogCopyTests {
    private static let start = Timestamp(milliseconds: 0)
    private static let token = Digest(of: "token".utf8)

    @Test func aCopyHasEverythingAsItWas() async throws {
        try await Desk.with { desk in
            try await PostgresDesk.with { goal in
                let source = try desk.open()
                let accounts = try await fill(source)
                let shown = Mutex(0)
                let copied = try await CatalogCopy(from: source, to: goal.address).run { count in
                    shown.withLock { $0 = count }
                }
                let copy = try await goal.open()
                #expect(copied == 1204 + 6 && shown.withLock { $0 } == copied)
                #expect(try await copy.records(after: nil, limit: 9999) == source.records(after: nil, limit: 9999))
                #expect(try await copy.backlog(at: Self.start) == source.backlog(at: Self.start))
                #expect(try await copy.owedCopies().toPrimary == 1)
                #expect(try await copy.attachments(of: Self.token) == source.attachments(of: Self.token))
                #expect(try await copy.attachments(of: Self.token).count == 1)
                #expect(try await copy.user(email: "a@example.org") == accounts.user)
                #expect(try await copy.project(accounts.project.id) == accounts.project)
                #expect(try await copy.role(of: "person", in: accounts.project.id) == .agent)
                #expect(try await copy.bot(accounts.bot.id) == accounts.bot)
                #expect(try await copy.secret("links") == "secret")
            }
        }
    }

    @Test func aDatabaseInUseIsLeftAlone() async throws {
        try await Desk.with { desk in
            try await PostgresDesk.with { goal in
                let source = try desk.open()
                _ = try await fill(source)
                let used = try await goal.open()
                try await used.reserve(record("a/other.txt"))
                await expectRefusal(.conflict) {
                    _ = try await CatalogCopy(from: source, to: goal.address).run { _ in }
                }
                #expect(try await used.count() == 1)
                #expect(try await used.user(email: "a@example.org") == nil)
            }
        }
    }

    /// 1203 files in every state, one of them of an upload, and 6 accounts and what belongs to them.
    private func fill(_ catalog: SQLiteCatalog) async throws -> (project: Project, user: User, bot: Bot) {
        try await withThrowingTaskGroup { group in
            for number in 0..<1200 { group.addTask { try await catalog.reserve(record("a/\(number).txt")) } }
            try await group.waitForAll()
        }
        let thumbnail = try Thumbnail(
            key: #require(BlobKey("v/1.thumb")), size: 10, digest: Digest(of: [1]), contentType: "image/jpeg")
        for (number, path) in ["v/1", "v/2", "v/3"].enumerated() {
            var avatar = try record(path)
            (avatar.path, avatar.thumbnail) = ("users/1/photo.jpg", number == 0 ? thumbnail : nil)
            try await catalog.reserve(avatar)
            try await catalog.publish(avatar.key, heldBy: number == 2 ? .secondary : .primary, at: Self.start)
        }
        let project = Project(id: .random(), name: "Größe \\ \"1\"", quotaBytes: .max)
        let user = User(id: .random(), email: "a@example.org", passwordHash: "hash")
        let bot = Bot(id: .random(), project: project.id, name: "Bot")
        try await catalog.add(project)
        try await catalog.add(user)
        try await catalog.add(bot)
        try await catalog.add(Subscription(id: .random(), project: project.id))
        try await catalog.setRole(.agent, of: "person", in: project.id)
        _ = try await catalog.keepSecret("secret", as: "links", replacing: false)
        try await catalog.begin(
            Attachment(
                id: 2, token: Self.token, key: #require(BlobKey("a/1.txt")), project: project.id, owner: "user/1",
                created: Self.start, expires: Timestamp(milliseconds: 60_000)))
        return (project, user, bot)
    }
}
