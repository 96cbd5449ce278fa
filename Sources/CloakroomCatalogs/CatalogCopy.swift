internal import CloakroomCore
internal import CloakroomCrypto
internal import Foundation
internal import GRDB

/// Copies a catalog from SQLite into an empty PostgreSQL database: accounts, secrets, and rows in every state. What comes
/// in meanwhile is not copied, so nobody should be serving.
public struct CatalogCopy: Sendable {
    /// In an order in which every project is there before what belongs to it.
    private static let tables = [
        "projects", "users", "bots", "subscriptions", "members", "secrets", "files", "attachments",
        "resumable_uploads",
    ]
    private static let page = 500

    private let source: SQLiteCatalog
    private let destination: PostgreSQLAddress

    public init(from source: SQLiteCatalog, to destination: PostgreSQLAddress) {
        self.source = source
        self.destination = destination
    }

    /// Copies all in one transaction: all is there afterwards, or nothing.
    /// - Parameter progress: told how many rows have been copied, now and then.
    /// - Returns: the number of rows, accounts and secrets among them.
    /// - Throws: `.conflict` when the destination holds something, `.unavailable`.
    public func run(progress: @escaping @Sendable (Int) -> Void) async throws -> Int {
        try await withCheckedThrowingContinuation { caller in
            Thread.detachNewThread {
                let outcome = Result { try copyAll(progress) }
                caller.resume(with: outcome.mapError(Self.translated))
            }
        }
    }

    private static func translated(_ error: any Error) -> CloakroomError {
        error is DatabaseError ? CloakroomError(catalog: error) : CloakroomError(postgreSQL: error)
    }

    private func copyAll(_ progress: (Int) -> Void) throws -> Int {
        let connection = try PostgreSQLConnection.open(destination)
        try PostgreSQLSchema.migrate(connection)
        try connection.tell([SQLStatement("BEGIN")])
        var copied = 0
        try source.pool.read { db in
            for table in Self.tables {
                try connection.checkIsEmpty(table)
                try copy(table, from: db, to: connection) {
                    copied += $0
                    progress(copied)
                }
            }
        }
        try connection.tell([SQLStatement("COMMIT")])
        return copied
    }

    private func copy(
        _ table: String, from db: Database, to connection: PostgreSQLConnection, _ progress: (Int) -> Void
    ) throws {
        let columns = try connection.columns(of: table)
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let names = columns.joined(separator: ", ")
        let insertion = "INSERT INTO \(table) (\(names)) VALUES (\(places))"
        let rows = try Row.fetchCursor(db, sql: "SELECT \(names) FROM \(table)")
        var page: [SQLStatement] = []
        while let row = try rows.next() {
            page.append(SQLStatement(insertion, row.databaseValues.map { CopiedValue($0) }))
            guard page.count == Self.page else { continue }
            try connection.tell(page)
            progress(page.count)
            page = []
        }
        try connection.tell(page)
        progress(page.count)
    }
}

/// What SQLite holds, as PostgreSQL reads it.
private struct CopiedValue: SQLValue {
    let sqlText: String

    init?(_ value: DatabaseValue) {
        switch value.storage {
        case .null: return nil
        case .int64(let number): sqlText = String(number)
        case .double(let number): sqlText = String(number)
        case .string(let text): sqlText = text
        case .blob(let bytes): sqlText = "\\x" + Hex.encode(bytes)
        }
    }
}

extension PostgreSQLConnection {
    private static let patience = Duration.seconds(120)

    /// Sends all of them in one round trip.
    @discardableResult
    fileprivate func tell(_ statements: [SQLStatement]) throws -> [SQLAnswer] {
        try exchange(statements, apart: false, until: .now + Self.patience).map { try $0.get() }
    }

    fileprivate func columns(of table: String) throws -> [String] {
        let question = """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position
            """
        return try tell([SQLStatement(question, [table])]).last?.decoded { try $0.text() } ?? []
    }

    fileprivate func checkIsEmpty(_ table: String) throws {
        let hasRows = try tell([SQLStatement("SELECT EXISTS (SELECT FROM \(table))")]).last?.isTrue ?? true
        guard !hasRows else { throw CloakroomError(.conflict, "there are \(table) in the database already") }
    }
}
