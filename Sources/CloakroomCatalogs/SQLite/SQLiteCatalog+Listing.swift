public import CloakroomCore
internal import GRDB

extension SQLiteCatalog: RecordListing {
    public func records(after key: BlobKey?, limit: Int) async throws -> [CloakroomCore.Record] {
        let start = key?.text ?? ""
        return try await read { try $0.select(Self.listing, [start, max(0, limit)], CloakroomCore.Record.init) }
    }

    /// One statement for each key, so rows that change meanwhile may come in their old or their new state.
    public func records(of keys: [BlobKey]) async throws -> [CloakroomCore.Record] {
        try await read { db in
            try keys.flatMap { try db.select(Self.fetching, [$0.text], CloakroomCore.Record.init) }
        }
    }

    public func count() async throws -> Int {
        try await read { try $0.select("SELECT count(*) FROM files") { try $0.next(Int.self) }.first ?? 0 }
    }
}

extension SQLiteCatalog {
    static let listing = "SELECT \(CloakroomCore.Record.columns) FROM files WHERE key > ?1 ORDER BY key LIMIT ?2"
    static let fetching = "SELECT \(CloakroomCore.Record.columns) FROM files WHERE key = ?1"
}
