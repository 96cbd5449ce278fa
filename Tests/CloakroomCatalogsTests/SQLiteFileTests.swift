import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Foundation
import GRDB
import Synchronization
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
            await expectRefusal(.unavailable) { try await catalog.probe() }
            await expectRefusal(.unavailable) {
                try await catalog.publish(file.key, heldBy: .primary, at: file.created)
            }
            await expectRefusal(.unavailable) {
                _ = try await catalog.due(at: file.created, limit: 1, claim: 1, by: "sweeper")
            }
            #expect(try await catalog.find(path: "a/1.txt")?.state == .reserved)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            try await catalog.publish(file.key, heldBy: .primary, at: file.created)
        }
    }

    /// Each would have to wait for the lock as long as those before it, otherwise.
    @Test func whoeverComesWhileTheLockIsWaitedForFailsWithTheOthers() async throws {
        try await Desk.with { desk in
            // So long that a busy machine gets round to the others before the first one's wait is over.
            let catalog = try desk.open(busyTimeout: .seconds(20))
            let other = try DatabaseQueue(path: desk.path, configuration: allowingOpenTransactions)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let firstAnswer = Sign()
            await withTaskGroup { group in
                group.addTask {
                    await expectRefusal(.unavailable) { try await catalog.probe() }
                    firstAnswer.isGiven.store(true, ordering: .relaxed)
                    try? await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
                }
                while !catalog.commits.isRunning, !firstAnswer.isGiven.load(ordering: .relaxed) { await Task.yield() }
                for _ in 0..<3 {
                    group.addTask {
                        // Whom a very busy machine brings too late proves nothing.
                        guard !firstAnswer.isGiven.load(ordering: .relaxed) else { return }
                        await expectRefusal(.unavailable) { try await catalog.probe() }
                    }
                }
            }
            try await catalog.probe()
        }
    }

    @Test(arguments: [(false, Condition.gone), (true, .replaced)])
    func aDeletedOrReplacedFileIsUnavailable(isReplaced: Bool, condition: Condition) async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let file = try record("a/1.txt")
            try await catalog.probe()
            for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: desk.path + suffix) }
            if isReplaced { _ = try desk.open() }
            let error = await #expect(throws: CloakroomError.self) { try await catalog.probe() }
            #expect(error?.kind == .unavailable && error?.condition == condition)
            await expectRefusal(.unavailable) { try await catalog.reserve(file) }
            await expectRefusal(.unavailable) { _ = try await catalog.find(path: "a/1.txt") }
            #expect(FileManager.default.fileExists(atPath: desk.path) == isReplaced)
        }
    }

    @Test func aFileThatWasMovedAwayWorksAgainWhenItIsBack() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            try await catalog.reserve(record("a/1.txt"))
            try FileManager.default.moveItem(atPath: desk.path, toPath: desk.path + ".away")
            await expectRefusal(.unavailable) { try await catalog.probe() }
            try FileManager.default.moveItem(atPath: desk.path + ".away", toPath: desk.path)
            try await catalog.probe()
            #expect(try await catalog.find(path: "a/1.txt") != nil)
        }
    }

    @Test func rowsOfAnOlderCatalogThatLieInSecondaryMayGoHome() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            for (number, holders) in [CloakroomCore.Record.Holders.primary, .secondary, .both].enumerated() {
                let file = try record("a/\(number).txt")
                try await catalog.reserve(file)
                try await catalog.publish(file.key, heldBy: holders, at: file.created)
            }
            try await catalog.write { db in
                try db.execute(
                    sql: """
                        DROP INDEX files_owed;
                        ALTER TABLE files DROP COLUMN owed_at;
                        ALTER TABLE files DROP COLUMN owed_since;
                        ALTER TABLE files DROP COLUMN owed;
                        DELETE FROM grdb_migrations WHERE identifier IN ('2 away', '6 owed');
                        """)
            }
            try catalog.close()
            #expect(try await desk.open().owedCopies().toPrimary == 1)
        }
    }

    @Test func rowsOfAnOlderCatalogCountForTheirQuotas() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let files = try (0..<3).map { try record("a/\($0).txt") }
            for file in files { try await catalog.reserve(file) }
            _ = try await catalog.retire(files[0].key, at: files[0].created)
            try await catalog.write { db in
                try db.execute(
                    sql: """
                        DROP TRIGGER files_in;
                        DROP TRIGGER files_out;
                        DROP TABLE usage;
                        DELETE FROM grdb_migrations WHERE identifier = '3 usage';
                        """)
            }
            try catalog.close()
            let (again, project) = (try desk.open(), try #require(files[0].project))
            for owner in [nil, "owner"] {
                let usage = try await again.usage(of: project, by: owner, at: files[0].created)
                #expect(usage == Usage(files: 2, bytes: 200))
            }
        }
    }

    /// There were catalogs that knew resumable uploads and no attachments.
    @Test func aMigrationThatALaterOneCameBeforeIsMadeUpFor() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let file = try record("a/1.txt")
            try await catalog.reserve(file)
            try await catalog.write { db in
                try db.execute(
                    sql: """
                        DROP TABLE attachments;
                        DROP INDEX members_person;
                        DELETE FROM grdb_migrations WHERE identifier = '4 attachments';
                        """)
            }
            try catalog.close()
            let again = try desk.open()
            try await again.begin(
                CloakroomCore.Attachment(
                    id: 2, token: Digest(of: [1]), key: file.key, project: #require(file.project), owner: file.owner,
                    created: file.created, expires: file.created))
            #expect(try await again.attachment(2)?.key == file.key)
            #expect(try await again.projects(of: "somebody", limit: 2).isEmpty)
        }
    }

    @Test(.enabled(if: TinyFileSystem.isPermitted, "needs root and mount(2)"))
    func onAFullDiskDeletingGoesOn() async throws {
        let disk = try #require(TinyFileSystem(bytes: 8 << 20))
        let catalog = try SQLiteCatalog(path: disk.path + "/catalog.sqlite")
        defer { try? catalog.close() }
        let file = try record("a/1.txt")
        try await catalog.reserve(file)
        let ballast = disk.path + "/catalog.sqlite-ballast"
        #expect(FileManager.default.fileExists(atPath: ballast))
        disk.fill()
        #expect(try await catalog.retire(file.key, at: file.created))
        #expect(try await catalog.due(at: file.created, limit: 1, claim: 60, by: "sweeper").count == 1)
        try await catalog.forget([file.key])
        #expect(!FileManager.default.fileExists(atPath: ballast))
        disk.empty()
        try await catalog.probe()
        #expect(FileManager.default.fileExists(atPath: ballast))
    }

    @Test func aFullFileSystemIsNoSpace() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let file = try record("a/1.txt")
            try await catalog.reserve(file)
            let pages = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            _ = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)") }
            await expectRefusal(.noSpace) {
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
            await expectRefusal(.unavailable) { try await catalog.probe() }
            await expectRefusal(.unavailable) { _ = try await catalog.find(path: "a") }
            try catalog.close()
        }
    }
}

private final class Sign: Sendable {
    let isGiven = Atomic(false)
}
