internal import CPostgres
internal import CloakroomCore
internal import Foundation

/// One connection, used by one thread at a time and closed when nobody has it any more.
///
/// It is in libpq's pipeline mode: what is sent together takes one round trip, however many statements it is.
final class PostgreSQLConnection {
    /// The oldest that is still looked after (https://www.postgresql.org/support/versioning).
    private static let oldestServer: Int32 = 130_000

    let handle: OpaquePointer
    /// The names of the statements that the server keeps for this connection.
    var kept: [String: String] = [:]
    /// How many names have been given.
    var names = 0

    private init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit { PQfinish(handle) }

    /// Connects and signs in. Blocks for as long as the URL's `connect_timeout` says, 5 seconds without one.
    /// - Throws: ``ConnectionLost``, whose text names no secret.
    static func open(_ address: PostgreSQLAddress) throws -> PostgreSQLConnection {
        guard let handle = connect(address) else { throw ConnectionLost(description: "out of memory") }
        let connection = PostgreSQLConnection(handle)
        guard PQstatus(handle) == CONNECTION_OK else { throw connection.lost }
        guard PQserverVersion(handle) >= oldestServer else {
            throw CloakroomError(.unavailable, "PostgreSQL 13 or newer is needed at \(address)")
        }
        cloakroom_pg_ignore_notices(handle)
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { throw connection.lost }
        try connection.prepareSession()
        return connection
    }

    /// What counts without a word in the URL comes before it, what always counts comes after it.
    private static func connect(_ address: PostgreSQLAddress) -> OpaquePointer? {
        let options = [
            ("connect_timeout", "5"), ("application_name", "cloakroom"), ("target_session_attrs", "read-write"),
            ("keepalives_idle", "5"), ("keepalives_interval", "3"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"), ("dbname", address.url), ("client_encoding", "UTF8"),
        ]
        let texts = options.map { (strdup($0.0), strdup($0.1)) }
        defer { for text in texts.flatMap({ [$0.0, $0.1] }) { free(text) } }
        let keywords = texts.map { UnsafePointer($0.0) } + [nil]
        let values = texts.map { UnsafePointer($0.1) } + [nil]
        return PQconnectdbParams(keywords, values, 1)
    }

    /// Whatever a server's defaults are: a commit is on disk when it is answered, and nobody waits for ever, neither for a
    /// lock nor for a client that went away in the middle of a transaction. A server that may scan a table whole does so as
    /// long as it takes it for small, and keeps that plan.
    private func prepareSession() throws {
        let settings = """
            SELECT set_config('default_transaction_isolation', 'read committed', false),
                set_config('synchronous_commit',
                    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                    ELSE current_setting('synchronous_commit') END, false),
                set_config('lock_timeout', '5s', false),
                set_config('statement_timeout', '120s', false),
                set_config('idle_in_transaction_session_timeout', '15s', false),
                set_config('max_parallel_workers_per_gather', '0', false),
                set_config('enable_seqscan', 'off', false)
            """
        let deadline = ContinuousClock.now + .seconds(5)
        for outcome in try exchange([SQLStatement(settings, isKept: false)], apart: true, until: deadline) {
            _ = try outcome.get()
        }
    }

    var lost: ConnectionLost {
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let line = message.split(separator: "\n").joined(separator: " ")
        return ConnectionLost(description: line.isEmpty ? "the connection is lost" : line)
    }
}
