import CloakroomCore
import CloakroomTesting
import Foundation
import GRDB
import Testing

@testable import CloakroomCatalogs

/// What only a catalog in a file promises: durability settings, mode, sharing the file, and failing without a crash.
@Suite struct SQLiteFileTests {
    @Test func commitsAreSyncedToAWriteAheadLog() async throws {
        try await Desk.with { desk in
            let settings = try await desk.open().write { db in
                try ["synchronous", "journal_mode", "foreign_keys"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
            }
            #expect(settings == ["2", "wal", "1"])
        }
    }

    @Test func onlyTheOwnerMayReadTheFiles() async throws {
        try await Desk.with { desk in
            try #require(FileManager.default.createFile(atPath: desk.path, contents: nil))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: desk.path)
            try await desk.open().probe()
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: desk.path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    @Test func theFolderMustBeThere() async throws {
        try await Desk.with { desk in
            let error = #expect(throws: CloakroomError.self) {
                _ = try SQLiteCatalog(path: desk.folder + "/missing/catalog.sqlite")
            }
            #expect(error?.kind == .unavailable)
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try await Desk.with { desk in
            try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: desk.path))
            let error = #expect(throws: CloakroomError.self) { _ = try desk.open() }
            #expect(error?.kind == .unavailable)
        }
    }

    @Test func aFileFromANewerVersionIsRefused() async throws {
        try await Desk.with { desk in
            try await desk.open().write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 future')") }
            let error = #expect(throws: CloakroomError.self) { _ = try desk.open() }
            #expect(error?.kind == .unavailable)
        }
    }

    @Test func manyMayOpenANewFileAtOnce() async throws {
        try await Desk.with { desk in
            let opened = try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await onAThread { _ = try desk.open() }
                    }
                }
                return try await group.reduce(into: 0) { count, _ in count += 1 }
            }
            #expect(opened == 8)
            try await desk.open().probe()
        }
    }

    @Test func aLockedFileIsUnavailableForWritesOnlyAndOnlyWhileLocked() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open(busyTimeout: .milliseconds(20))
            let file = try record("a/1.txt")
            try await catalog.reserve(file)
            let other = try DatabaseQueue(path: desk.path, configuration: allowingOpenTransactions)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            await expect(.unavailable) { try await catalog.probe() }
            await expect(.unavailable) { try await catalog.publish(file.key, heldBy: .primary, at: file.created) }
            await expect(.unavailable) {
                _ = try await catalog.due(at: file.created, limit: 1, claim: 1, by: "sweeper")
            }
            #expect(try await catalog.find(path: "a/1.txt")?.state == .reserved)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            try await catalog.publish(file.key, heldBy: .primary, at: file.created)
        }
    }

    @Test(arguments: [false, true])
    func aDeletedOrReplacedFileIsUnavailable(isReplaced: Bool) async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let file = try record("a/1.txt")
            try await catalog.probe()
            for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: desk.path + suffix) }
            if isReplaced { _ = try desk.open() }
            await expect(.unavailable) { try await catalog.probe() }
            await expect(.unavailable) { try await catalog.reserve(file) }
            _ = try? await catalog.find(path: "a/1.txt")
        }
    }

    @Test func aFullFileSystemIsNoSpace() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let file = try record("a/1.txt")
            try await catalog.reserve(file)
            let pages = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            _ = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)") }
            await expect(.noSpace) {
                for number in 0..<1000 { try await catalog.reserve(record("b/\(number).txt")) }
            }
            _ = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000") }
            try await catalog.publish(file.key, heldBy: .primary, at: file.created)
        }
    }

    @Test func aClosedCatalogIsUnavailable() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            try catalog.close()
            await expect(.unavailable) { try await catalog.probe() }
            await expect(.unavailable) { _ = try await catalog.find(path: "a") }
            try catalog.close()
        }
    }
}
