public import CloakroomCore
internal import Foundation

/// The catalog and the directory in a PostgreSQL database, for several machines.
///
/// Reads and writes have threads and connections of their own, so they never block the cooperative pool, and never wait
/// for each other. Lost connections are made anew; a call that cannot be answered meanwhile throws `.unavailable`.
public struct PostgreSQLCatalog: Catalog, Directory {
    private static let readers = 4
    private static let writers = 2
    /// How long the server may take for a call whose cost does not follow the number of rows, and for one whose does.
    static let patience = Duration.seconds(10)
    static let longPatience = Duration.seconds(120)

    private let reads: PostgreSQLLane
    private let writes: PostgreSQLLane

    private init(_ address: PostgreSQLAddress) {
        let pause = PostgreSQLPause()
        reads = PostgreSQLLane(
            "catalog-reads", at: address, pause, threads: Self.readers, longestBatch: 16, PostgreSQLQueries.serve)
        writes = PostgreSQLLane(
            "catalog-writes", at: address, pause, threads: Self.writers, longestBatch: 256, PostgreSQLCommits.serve)
    }

    /// Opens the catalog, and makes its tables if need be.
    /// - Parameter patience: how long a server that is not there is waited for; it may be starting.
    /// - Throws: `.unavailable`.
    public static func open(
        _ address: PostgreSQLAddress, patience: Duration = .seconds(5)
    ) async throws -> PostgreSQLCatalog {
        try await withCheckedThrowingContinuation { caller in
            Thread.detachNewThread {
                let outcome = Result { try migrated(address, patience) }
                caller.resume(with: outcome.mapError(CloakroomError.init(postgreSQL:)))
            }
        }
    }

    private static func migrated(_ address: PostgreSQLAddress, _ patience: Duration) throws -> PostgreSQLCatalog {
        var session = PostgreSQLSession(address)
        return try session.insist(until: .now + patience) { connection in
            try PostgreSQLSchema.migrate(connection)
            return PostgreSQLCatalog(address)
        }
    }

    /// Finishes the calls that were begun; later ones throw `.unavailable`. Blocks until that is done.
    public func close() {
        reads.close()
        writes.close()
    }

    /// Writes to the database for real, so one that is read-only or out of space shows.
    public func probe() async throws {
        try await write("UPDATE probe SET count = count + 1")
    }

    /// Runs `statements` in a transaction that other callers may share; returns when it is durable.
    @discardableResult
    func write(_ statements: [SQLStatement], within patience: Duration = Self.patience) async throws -> [SQLAnswer] {
        guard !statements.contains(where: \.holdsNUL) else {
            throw CloakroomError(.invalid("text holds a NUL character"))
        }
        return try await Self.perform(statements, on: writes, within: patience)
    }

    /// The same for a single statement, whose answer is returned.
    @discardableResult
    func write(_ sql: String, _ values: [(any SQLValue)?] = []) async throws -> SQLAnswer {
        try await write([SQLStatement(sql, values)]).last ?? Self.noAnswer()
    }

    /// Runs a query that a lost connection may repeat. Text that no row can hold finds none.
    func read<T>(_ statement: SQLStatement, _ decode: (inout SQLFields) throws -> T) async throws -> [T] {
        try await read(statement, within: Self.patience, decode)
    }

    func read<T>(
        _ statement: SQLStatement, within patience: Duration, _ decode: (inout SQLFields) throws -> T
    ) async throws -> [T] {
        guard !statement.holdsNUL else { return [] }
        let answer = try await Self.perform([statement], on: reads, within: patience).last ?? Self.noAnswer()
        return try answer.decoded(decode)
    }

    private static func perform(
        _ statements: [SQLStatement], on lane: PostgreSQLLane, within patience: Duration
    ) async throws -> [SQLAnswer] {
        do {
            return try await lane.perform(statements, within: patience)
        } catch {
            throw CloakroomError(postgreSQL: error)
        }
    }

    private static func noAnswer() throws -> SQLAnswer {
        throw CloakroomError(.internalFailure, "the catalog gave no answer")
    }
}
