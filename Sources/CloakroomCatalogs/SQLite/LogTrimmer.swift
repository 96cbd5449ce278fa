internal import CloakroomCore
internal import GRDB
internal import Logging
internal import Synchronization

/// Keeps the write-ahead log from growing without bound.
///
/// SQLite copies the log into the file now and then by itself, but begins the log anew only in a moment without any
/// reader, which may never come under constant reads. So past a limit the log is cut by force: new readers are sent to
/// the file, and the last old ones waited for, briefly. What a long reader prevents is tried again when the log has
/// grown by half the limit more.
final class LogTrimmer: Sendable {
    private static let patience = Duration.milliseconds(100)

    private let file: DatabaseFile
    private let limit: Int64
    private let busyTimeout: Duration
    private let logger: Logger
    private let threshold: Mutex<Int64>

    init(file: DatabaseFile, limit: Int64, busyTimeout: Duration, logger: Logger) {
        self.file = file
        self.limit = limit
        self.busyTimeout = busyTimeout
        self.logger = logger
        threshold = Mutex(limit)
    }

    /// Looks at the log's size (one system call) and cuts the log if it is time. For the write connection.
    func trim(_ db: Database) {
        let size = file.logSize
        guard size > threshold.withLock({ $0 }) else { return }
        do {
            try wait(atMost: min(Self.patience, busyTimeout), db)
            defer { try? wait(atMost: busyTimeout, db) }
            try db.checkpoint(.truncate)
            threshold.withLock { $0 = limit }
        } catch {
            threshold.withLock { $0 = size + limit / 2 }
            logger.warning("catalog log of \(size) bytes could not be cut", metadata: ["cause": "\(error)"])
        }
    }

    private func wait(atMost time: Duration, _ db: Database) throws {
        try db.execute(sql: "PRAGMA busy_timeout = \(Int(time / .milliseconds(1)))")
    }
}
