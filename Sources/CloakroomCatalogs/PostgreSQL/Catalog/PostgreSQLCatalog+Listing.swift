public import CloakroomCore

extension PostgreSQLCatalog: RecordListing {
    public func records(after key: BlobKey?, limit: Int) async throws -> [Record] {
        let page = SQLStatement(Self.listing, [key?.text ?? "", max(0, limit)], isKept: false)
        return try await read(page, Record.init)
    }

    public func records(of keys: [BlobKey]) async throws -> [Record] {
        try await read(SQLStatement(Self.fetching, [keys]), Record.init)
    }

    public func count() async throws -> Int {
        let counts = try await read(SQLStatement("SELECT count(*) FROM files"), within: Self.longPatience) { fields in
            try fields.next { Int($0) }
        }
        return counts.first ?? 0
    }
}

extension PostgreSQLCatalog {
    static let listing = "SELECT \(Record.columns) FROM files WHERE key > $1 ORDER BY key LIMIT $2"
    static let fetching = "SELECT \(Record.columns) FROM files WHERE key = ANY ($1::text[])"
}
