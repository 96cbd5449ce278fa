public import CloakroomCore
internal import GRDB
public import Logging

/// The catalog and the directory in one SQLite file, for one machine. Several processes may use the file at once.
///
/// Concurrent writes share a transaction, and so its fsync (``GroupCommit``). Reads go through a few connections of their
/// own and never wait for a write. Both run on Dispatch's threads, not on the cooperative pool.
public struct SQLiteCatalog: Catalog, Directory {
    let pool: DatabasePool
    let commits: GroupCommit
    private let file: DatabaseFile

    /// Opens the file at `path`, making it (mode 0600) if need be; its folder must exist. Blocks while it migrates.
    /// - Parameter busyTimeout: how long a write waits for other processes before it throws `.unavailable`.
    public init(
        path: String, busyTimeout: Duration = .seconds(5), logger: Logger = Logger(label: "cloakroom.catalog")
    ) throws {
        try self.init(path: path, busyTimeout: busyTimeout, logLimit: 64 << 20, longestQueue: 8192, logger: logger)
    }

    /// - Parameter logLimit: bytes of write-ahead log after which the log is cut, even if readers must be waited for.
    init(path: String, busyTimeout: Duration, logLimit: Int64, longestQueue: Int, logger: Logger) throws {
        do {
            file = try DatabaseFile(path: path)
            pool = try SQLiteConnections.open(file, busyTimeout: busyTimeout)
            let trimmer = LogTrimmer(file: file, limit: logLimit, busyTimeout: busyTimeout, logger: logger)
            commits = GroupCommit(
                pool: pool, file: file, trimmer: trimmer, ballast: Ballast(besides: path), longestQueue: longestQueue)
        } catch {
            throw CloakroomError(catalog: error)
        }
    }

    /// Finishes the writes that were begun and closes the file; later calls throw `.unavailable`. Blocks for as long as
    /// it takes to fold the write-ahead log into the file.
    public func close() throws {
        do {
            try pool.close()
        } catch {
            throw CloakroomError(catalog: error)
        }
    }

    /// Writes to the file for real, so a catalog that is locked, deleted or out of space shows.
    public func probe() async throws {
        try await write { try $0.change(Self.probing) }
    }

    static let probing = "UPDATE probe SET count = count + 1"

    /// Runs `work` in a savepoint of a transaction that other callers may share; returns when it is durable.
    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await commits.perform(work)
        } catch {
            throw CloakroomError(catalog: error)
        }
    }

    /// Runs `query`, which must be a single statement: there is no transaction around it.
    func read<T: Sendable>(_ query: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            pool.asyncUnsafeRead { [file] connection in
                let outcome = Result {
                    try file.checkPresence()
                    return try query(connection.get())
                }
                caller.resume(with: outcome.mapError { CloakroomError(catalog: $0) })
            }
        }
    }
}
