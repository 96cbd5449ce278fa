public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func reserve(_ record: CloakroomCore.Record, within quotas: Quotas, at now: Timestamp) async throws {
        try await write { db in
            if let project = record.project {
                try db.check(quotas.project, of: .project, project.text, nil, adding: record, at: now)
                try db.check(quotas.sender, of: .sender, project.text, record.owner, adding: record, at: now)
            }
            try db.reserve(record)
        }
    }

    public func usage(of project: HexID, by owner: String?, at now: Timestamp) async throws -> Usage {
        try await read { try $0.usage(of: project.text, by: owner, at: now) }
    }
}

extension SQLiteCatalog {
    /// ?1 the project, ?2 the sender (empty: all of them), ?3 now. What has expired and was not swept yet no longer counts,
    /// as far as a walk of bounded length finds it: sweeps that are further behind than that give room back as they come by.
    static let measuring = """
        WITH kept (files, bytes) AS (SELECT files, bytes FROM usage WHERE project = ?1 AND owner = ?2),
            late AS (
                SELECT project, owner, state, size + coalesce(thumbnail_size, 0) AS bytes
                FROM files WHERE due_at <= ?3 ORDER BY due_at LIMIT 10000),
            gone (files, bytes) AS (
                SELECT count(*), coalesce(sum(bytes), 0) FROM late
                WHERE state = 'live' AND project = ?1 AND (?2 = '' OR owner = ?2))
        SELECT kept.files - gone.files, kept.bytes - gone.bytes FROM kept, gone
        """
}

extension Database {
    fileprivate func usage(of project: String, by owner: String?, at now: Timestamp) throws -> Usage {
        let found = try select(SQLiteCatalog.measuring, [project, owner ?? "", now.milliseconds]) { fields in
            try Usage(files: fields.next(), bytes: fields.next())
        }
        return found.first ?? Usage()
    }

    fileprivate func check(
        _ quota: Quota, of holder: QuotaExcess.Holder, _ project: String, _ owner: String?,
        adding record: CloakroomCore.Record, at now: Timestamp
    ) throws {
        guard quota != Quota() else { return }
        try quota.check(usage(of: project, by: owner, at: now), adding: Usage(record), of: holder)
    }
}
