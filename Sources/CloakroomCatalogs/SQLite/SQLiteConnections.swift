internal import CloakroomCore
internal import Foundation
internal import GRDB

/// Opens connections with the settings that durability and sharing the file ask for.
enum SQLiteConnections {
    static let readers = 4
    /// Pages (of 4 KiB) of write-ahead log after which a commit copies them into the file.
    private static let checkpointPages = 2000
    /// Bytes of log that are kept allocated between checkpoints.
    private static let keptLog = 16 << 20

    static func open(_ file: DatabaseFile, busyTimeout: Duration) throws -> DatabasePool {
        let turn = try OpeningTurn(of: file, waitingFor: busyTimeout)
        defer { turn.end() }
        return try retryingWhileBusy(for: busyTimeout) {
            let pool = try DatabasePool(path: file.path, configuration: configuration(busyTimeout))
            try pool.writeWithoutTransaction(prepareWriter)
            try SQLiteSchema.migrate(pool)
            return pool
        }
    }

    private static func configuration(_ busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "cloakroom.catalog"
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.maximumReaderCount = readers
        configuration.persistentReadOnlyConnections = true
        // A transaction that an I/O error left open is rolled back by the next batch; GRDB would stop the process.
        configuration.allowsUnsafeTransactions = true
        return configuration
    }

    /// GRDB sets `synchronous` to NORMAL when it turns the write-ahead log on, so this comes after.
    private static func prepareWriter(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = \(checkpointPages);
                PRAGMA journal_size_limit = \(keptLog);
                PRAGMA cache_size = -16384;
                """)
    }

    /// SQLite does not call the busy handler while another process closes the file and folds its log into it.
    private static func retryingWhileBusy<T>(for timeout: Duration, _ attempt: () throws -> T) throws -> T {
        let end = ContinuousClock.now + timeout
        while true {
            do {
                return try attempt()
            } catch let error as DatabaseError where isContention(error) && ContinuousClock.now < end {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    private static func isContention(_ error: DatabaseError) -> Bool {
        [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
    }
}
