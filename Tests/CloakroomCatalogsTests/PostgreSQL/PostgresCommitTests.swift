import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomCatalogs

/// Every write takes effect once, whatever becomes of the line.
@Suite(.needsPostgres, .timeLimit(.minutes(15))) struct PostgresCommitTests {
    private static let start = Timestamp(milliseconds: 0)

    private func throughProxy(
        _ work: (PostgreSQLCatalog, CuttingProxy, PostgresDesk) async throws -> Void
    ) async throws {
        try await PostgresDesk.with { desk in
            let proxy = try CuttingProxy(to: desk.server.port)
            defer { proxy.close() }
            let catalog = try await desk.open(desk.server.url(schema: desk.schema, port: proxy.port))
            try await work(catalog, proxy, desk)
        }
    }

    @Test(arguments: [[CuttingProxy.Cut.after], [.before], [.before, .after], [.after, .after]])
    func aCommitWhoseAnswerIsLostTakesEffectOnce(cuts: [CuttingProxy.Cut]) async throws {
        try await throughProxy { catalog, proxy, desk in
            let other = try await desk.open()
            let record = try record("a/1.txt")
            for cut in cuts {
                proxy.cut(cut)
                if try await other.find(path: "a/1.txt") == nil {
                    try await catalog.reserve(record)
                } else {
                    try await catalog.publish(record.key, heldBy: .primary, at: Self.start)
                }
                #expect(proxy.cutsLeft == 0)
            }
            let state = cuts.count == 1 ? Record.State.reserved : .live
            #expect(try await other.find(path: "a/1.txt")?.state == state)
        }
    }

    @Test func aDeleteWhoseAnswerIsLostSaysThatItDeleted() async throws {
        try await throughProxy { catalog, proxy, desk in
            let other = try await desk.open()
            let record = try record("a/1.txt")
            try await other.reserve(record)
            proxy.cut(.after)
            #expect(try await catalog.retire(record.key, at: Self.start))
            #expect(proxy.cutsLeft == 0)
        }
    }

    @Test func callersWhoShareALostCommitAllGetTheirOwnAnswers() async throws {
        try await throughProxy { catalog, proxy, desk in
            try await desk.open().reserve(record("a/7.txt"))
            proxy.cut(.after, .before, .after)
            let refused = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        do {
                            try await catalog.reserve(record("a/\(number).txt"))
                            return nil
                        } catch let error as CloakroomError where error.kind == .conflict {
                            return number
                        }
                    }
                }
                return try await group.reduce(into: [Int]()) { if let number = $1 { $0.append(number) } }
            }
            #expect(refused == [7])
            #expect(try await catalog.count() == 64)
        }
    }

    @Test func writesThatGatherShareTransactions() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            try await withThrowingTaskGroup { group in
                for number in 0..<200 { group.addTask { try await catalog.reserve(record("a/\(number).txt")) } }
                try await group.waitForAll()
            }
            let transactions = try desk.server.run("SELECT count(DISTINCT xmin::text) FROM files", schema: desk.schema)
            #expect(try #require(Int(transactions)) < 100)
        }
    }

    @Test func aWriteThatIsRefusedLeavesTheOthersAlone() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            try desk.server.run("ALTER TABLE files ADD CHECK (size < 1000)", schema: desk.schema)
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        var record = try record("a/\(number).txt")
                        if number % 8 == 0 { record.size = 2000 }
                        return (try? await catalog.reserve(record)) != nil
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 56)
            #expect(try await catalog.count() == 56)
        }
    }

    @Test func aCommitIsOnDiskWhateverTheServersDefault() async throws {
        try await PostgresDesk.with { desk in
            try desk.server.run("CREATE ROLE hasty_\(desk.schema) LOGIN SUPERUSER PASSWORD 'x'")
            try desk.server.run("ALTER ROLE hasty_\(desk.schema) SET synchronous_commit = off")
            let url = desk.url.replacing("postgres://cloakroom:", with: "postgres://hasty_\(desk.schema):")
                .replacing(#/:[^:@]+@/#, with: ":x@")
            let connection = try PostgreSQLConnection.open(PostgreSQLAddress(url))
            let shown = try connection.exchange(
                [SQLStatement("SHOW synchronous_commit")], apart: true, until: .now + .seconds(5))
            #expect(try shown.first?.get().rows == [["on"]])
        }
    }
}
