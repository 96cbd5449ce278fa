import CloakroomCore
import CloakroomTesting
import Foundation
import Testing

@testable import CloakroomCatalogs

/// A server that restarts, crashes or does not answer.
@Suite(.needsPostgres, .serialized, .timeLimit(.minutes(15))) struct PostgresOutageTests {
    private static let start = Timestamp(milliseconds: 0)

    @Test func theCatalogComesBackByItselfAfterARestartAndACrash() async throws {
        let server = try PostgresServer()
        try await PostgresDesk.with(server) { desk in
            let catalog = try await desk.open()
            try await catalog.reserve(record("a/1.txt"))
            for end in [server.stop, server.crash] {
                try end()
                await expectRefusal(.unavailable) { _ = try await catalog.find(path: "a/1.txt") }
                await expectRefusal(.unavailable) { try await catalog.probe() }
                try server.start()
                try await recover { try await catalog.probe() }
                try await recover { _ = try await catalog.find(path: "a/1.txt") }
                #expect(try await catalog.find(path: "a/1.txt")?.state == .reserved)
            }
        }
    }

    /// Idle connections are dead then; nobody is told.
    @Test func aRestartBetweenTwoCallsIsNotNoticed() async throws {
        let server = try PostgresServer()
        try await PostgresDesk.with(server) { desk in
            let catalog = try await desk.open()
            for number in 0..<8 {
                try await catalog.reserve(record("a/\(number).txt"))
                #expect(try await catalog.find(path: "a/\(number).txt") != nil)
            }
            try server.crash()
            try server.start()
            for number in 0..<8 {
                #expect(try await catalog.find(path: "a/\(number).txt") != nil)
                #expect(try await catalog.retire(record("a/\(number).txt").key, at: Self.start))
            }
        }
    }

    @Test func whatWasAcknowledgedUnderLoadSurvivesACrash() async throws {
        let server = try PostgresServer()
        try await PostgresDesk.with(server) { desk in
            let catalog = try await desk.open()
            let kept = try await withThrowingTaskGroup(of: [String].self) { group in
                for lane in 0..<8 {
                    group.addTask {
                        var kept: [String] = []
                        for number in 0..<100 {
                            let record = try record("a/\(lane)-\(number).txt")
                            let isKept: Void? = try? await catalog.reserve(record)
                            if isKept != nil { kept.append(record.path) }
                        }
                        return kept
                    }
                }
                group.addTask {
                    while try await catalog.count() < 100 {}
                    try server.crash()
                    try server.start()
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(kept.count >= 100)
            try await recover { try await catalog.probe() }
            for path in kept { #expect(try await catalog.find(path: path) != nil, "\(path)") }
        }
    }

    /// After a crash a server gives out transaction ids again that it had not written down: somebody else's commit must
    /// not pass for ours.
    @Test func aCommitThatACrashSwallowedIsNotTakenForAnothers() async throws {
        let server = try PostgresServer()
        try await PostgresDesk.with(server) { desk in
            let proxy = try CuttingProxy(to: server.port)
            defer { proxy.close() }
            let catalog = try await desk.open(server.url(schema: desk.schema, port: proxy.port))
            try server.run("CHECKPOINT")
            proxy.cut(.before)
            proxy.atEachCut {
                _ = try? server.crash()
                _ = try? server.start()
                for name in ["a", "b", "c"] {
                    _ = try? server.run("INSERT INTO secrets VALUES ('\(name)', '')", schema: desk.schema)
                }
            }
            try await catalog.reserve(record("a/1.txt"))
            #expect(proxy.cutsLeft == 0)
            #expect(try await catalog.find(path: "a/1.txt")?.state == .reserved)
        }
    }

    @Test func aServerThatHangsIsNotWaitedForForEver() async throws {
        let server = try PostgresServer()
        try await PostgresDesk.with(server) { desk in
            let catalog = try await desk.open()
            try await catalog.probe()
            try server.freeze(true)
            await expectRefusal(.unavailable) {
                _ = try await catalog.write([SQLStatement("UPDATE probe SET count = 0")], within: .milliseconds(100))
            }
            try server.freeze(false)
            try await recover { try await catalog.probe() }
        }
    }

    @Test func aServerThatIsNotThereIsNamedWithoutThePassword() async throws {
        let secret = "never-to-be-seen"
        let port = try FreePort.find()
        let address = try PostgreSQLAddress("postgres://somebody:\(secret)@127.0.0.1:\(port)/db")
        let error = await #expect(throws: CloakroomError.self) {
            _ = try await PostgreSQLCatalog.open(address, patience: .zero)
        }
        let text = try #require(error.map { "\($0)" })
        #expect(text.contains("127.0.0.1:\(port)/db") && !text.contains(secret), "\(text)")
        #expect(error?.kind == .unavailable)
    }

    @Test func aWrongPasswordIsNotRepeated() async throws {
        try await PostgresDesk.with { desk in
            let secret = "never-to-be-seen"
            let address = try PostgreSQLAddress(desk.server.url(schema: desk.schema, password: secret))
            let error = await #expect(throws: CloakroomError.self) {
                _ = try await PostgreSQLCatalog.open(address, patience: .zero)
            }
            let text = try #require(error.map { "\($0)" })
            #expect(text.contains("password authentication failed") && !text.contains(secret), "\(text)")
        }
    }

    /// Tries until it works; the suite's time limit is the end of patience.
    private func recover(_ work: () async throws -> Void) async throws {
        while true {
            do {
                return try await work()
            } catch let error as CloakroomError where error.kind == .unavailable {
                await Task.yield()
            }
        }
    }
}
