import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Logging
import Synchronization
import Testing

@testable import CloakroomCatalogs

/// Who lives, and who hears what.
@Suite(.needsPostgres, .timeLimit(.minutes(15))) struct PostgresNodeTests {
    private static let start = Timestamp(milliseconds: 0)

    @Test func anOwnerLapsesWhenItsLeaseEndsAndLivesAgainWhenItIsRenewed() async throws {
        try await PostgresDesk.with { desk in
            let (one, other) = (try await desk.open(), try await desk.open())
            try await one.renew(owner: "alive", for: 1000)
            try await one.renew(owner: "dead", for: -1)
            #expect(try await other.lapsedOwners() == ["dead"])
            try await other.forget(owner: "alive")
            try await one.renew(owner: "dead", for: 1000)
            #expect(try await other.lapsedOwners().isEmpty)
            try await other.forget(owner: "dead")
            try await one.renew(owner: "dead", for: -1)
            try await one.renew(owner: "alive", for: -1)
            #expect(try await Set(other.lapsedOwners()) == ["alive", "dead"])
            try await other.forget(owner: "dead")
            #expect(try await other.lapsedOwners() == ["alive"])
        }
    }

    @Test func aWatchRenewsTheLeaseAndLeavesWithIt() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            try await catalog.renew(owner: "one", for: -1)
            let watch = try PostgreSQLWatch(desk.address, owner: "one", logger: Self.quiet) { _ in }
            while try await !catalog.lapsedOwners().isEmpty { try await giveWay() }
            watch.close()
            #expect(try desk.server.run("SELECT count(*) FROM nodes", schema: desk.schema) == "0")
        }
    }

    @Test func whoLeavesSomethingBehindIsFoundByTheEndOfItsLease() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            try await catalog.renew(owner: "process", for: -1)
            let watch = try PostgreSQLWatch(desk.address, owner: "process", logger: Self.quiet) { _ in }
            while try await !catalog.lapsedOwners().isEmpty { try await giveWay() }
            try await catalog.reserve(record("a/1.txt"))
            watch.close()
            #expect(try desk.server.run("SELECT owner FROM nodes", schema: desk.schema) == "process")
        }
    }

    @Test func aDeletedFileAReplacedOneAndThoseOfAnUploadAreHeardOfByOthers() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            let heard = Mutex<[String]>([])
            let watch = try PostgreSQLWatch(desk.address, owner: "one", logger: Self.quiet) { path in
                // Other tests use the same database.
                if path.contains(desk.schema) { heard.withLock { $0.append(path) } }
            }
            defer { watch.close() }
            // The watch listens before it renews its lease.
            while try desk.server.run("SELECT count(*) FROM nodes", schema: desk.schema) == "0" {}
            let (file, photo) = (try record("\(desk.schema)/1.txt"), "\(desk.schema)/photo.jpg")
            try await catalog.reserve(file)
            try await catalog.publish(file.key, heldBy: .primary, at: Self.start)
            _ = try await catalog.retire(file.key, at: Self.start)
            for key in ["v/1", "v/2"] {
                var avatar = try record(key)
                avatar.path = photo
                try await catalog.reserve(avatar)
                try await catalog.publish(avatar.key, heldBy: .primary, at: Self.start)
            }
            let kept = try await Self.upload("kept.txt", 2, desk, catalog)
            #expect(try await catalog.consume(kept.token, keepingUntil: nil, at: Self.start))
            let given = try await Self.upload("given.txt", 4, desk, catalog)
            #expect(try await catalog.discard(given.token, at: Self.start))
            while heard.withLock({ $0.count }) < 4 { try await giveWay() }
            #expect(heard.withLock { $0 } == [file.path, photo, kept.key.text, given.key.text])
        }
    }

    private static func upload(
        _ name: String, _ id: Int64, _ desk: PostgresDesk, _ catalog: PostgreSQLCatalog
    ) async throws -> CloakroomCore.Attachment {
        let file = try record("\(desk.schema)/\(name)")
        try await catalog.reserve(file)
        try await catalog.publish(file.key, heldBy: .primary, at: start)
        let attachment = try CloakroomCore.Attachment(
            id: id, token: Digest(of: name.utf8), key: file.key, project: #require(file.project), owner: file.owner,
            created: start, expires: Timestamp(milliseconds: 60_000))
        try await catalog.begin(attachment)
        return attachment
    }

    private static var quiet: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
