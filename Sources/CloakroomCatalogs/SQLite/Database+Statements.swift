internal import CloakroomCore
internal import GRDB

/// Statements are compiled once for each connection and kept, so `sql` must be one of a few constant texts.
extension Database {
    /// Runs a statement that writes.
    /// - Returns: the number of rows that it changed.
    @discardableResult
    func change(_ sql: String, _ values: [(any DatabaseValueConvertible)?] = []) throws -> Int {
        guard !values.contains(where: Self.holdsNUL) else {
            throw CloakroomError(.invalid("text holds a NUL character"))
        }
        try cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
        return changesCount
    }

    /// Runs a statement that answers with rows, to its end.
    func select<T>(
        _ sql: String, _ values: [(any DatabaseValueConvertible)?] = [], _ decode: (inout RowFields) throws -> T
    ) throws -> [T] {
        guard !values.contains(where: Self.holdsNUL) else { return [] }
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: StatementArguments(values))
        var found: [T] = []
        while let row = try rows.next() {
            var fields = RowFields(row)
            try found.append(decode(&fields))
        }
        return found
    }

    /// SQLite's text ends at a NUL here, so "a\0b" would be stored, and looked up, as "a".
    private static func holdsNUL(_ value: (any DatabaseValueConvertible)?) -> Bool {
        (value as? String)?.utf8.contains(0) ?? false
    }
}
