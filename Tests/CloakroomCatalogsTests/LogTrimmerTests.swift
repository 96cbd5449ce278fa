import CloakroomCore
import CloakroomTesting
import Foundation
import GRDB
import Testing

@testable import CloakroomCatalogs

@Suite struct LogTrimmerTests {
    private static let limit: Int64 = 128 << 10

    private func logSize(_ desk: Desk) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: desk.path + "-wal")
        return try #require(attributes[.size] as? Int64)
    }

    @Test func theLogStaysBoundedUnderConstantReads() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open(logLimit: Self.limit)
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        while !Task.isCancelled { _ = try await catalog.find(path: "a/1.txt") }
                    }
                }
                for number in 0..<60 { try await catalog.reserve(record("a/\(number).txt")) }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try logSize(desk) <= 2 * Self.limit)
        }
    }

    @Test func aLongReaderHoldsUpNeitherWritesNorTheLogForGood() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open(busyTimeout: .milliseconds(1), logLimit: Self.limit)
            try await catalog.reserve(record("a/first.txt"))
            let reader = try DatabaseQueue(path: desk.path, configuration: allowingOpenTransactions)
            let count = "SELECT count(*) FROM files"
            try await reader.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN")
                #expect(try Int.fetchOne(db, sql: count) == 1)
            }
            for number in 0..<40 { try await catalog.reserve(record("a/\(number).txt")) }
            #expect(try logSize(desk) > Self.limit)
            try await reader.writeWithoutTransaction { db in
                #expect(try Int.fetchOne(db, sql: count) == 1)
                try db.execute(sql: "COMMIT")
            }
            for number in 40..<80 { try await catalog.reserve(record("a/\(number).txt")) }
            #expect(try logSize(desk) <= 2 * Self.limit)
            #expect(try await catalog.backlog(at: Timestamp(milliseconds: 60_000)).files == 81)
        }
    }
}
