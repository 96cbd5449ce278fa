public import CloakroomCore

extension PostgreSQLCatalog {
    public func reserve(_ record: Record, within quotas: Quotas, at now: Timestamp) async throws {
        guard quotas != .none, let project = record.project else { return try await reserve(record) }
        let limits = [quotas.project.files, quotas.project.bytes, quotas.sender.files, quotas.sender.bytes]
        let answers = try await write([
            SQLStatement(waitingFor: Self.turn(of: project)), SQLStatement(Self.folding, [project]),
            SQLStatement(Self.insertingWithin, Self.rowValues(record) + [now] + limits),
        ])
        let outcomes = try answers.last?.decoded { fields in
            try (project: Usage(&fields), sender: Usage(&fields), isIn: fields.text() == "t")
        }
        guard let outcome = outcomes?.first, !outcome.isIn else { return }
        try quotas.project.check(outcome.project, adding: Usage(record), of: .project)
        try quotas.sender.check(outcome.sender, adding: Usage(record), of: .sender)
        throw CloakroomError(.conflict, "\(record.key) has a row already")
    }

    public func usage(of project: HexID, by owner: String?, at now: Timestamp) async throws -> Usage {
        try await read(SQLStatement(Self.measuring, [project, owner ?? "", now]), Usage.init).first ?? Usage()
    }
}

extension PostgreSQLCatalog {
    /// Of those who want room in a project one after the other looks how much there is.
    private static func turn(of project: HexID) -> String { "usage \(project.text)" }

    static let folding = folding("project = $1")

    /// Adds changes to what they change. Changes are rows of their own until then, so that nobody who keeps a file waits for
    /// somebody else's transaction.
    static func folding(_ condition: String) -> String {
        """
        WITH gone AS (DELETE FROM usage_changes WHERE \(condition) RETURNING project, owner, files, bytes),
        sums AS (
            SELECT project, owner, sum(files)::bigint AS files, sum(bytes)::bigint AS bytes FROM (
                SELECT * FROM gone UNION ALL SELECT project, '', files, bytes FROM gone) AS each
            GROUP BY project, owner)
        INSERT INTO usage SELECT * FROM sums ORDER BY project, owner
        ON CONFLICT (project, owner)
        DO UPDATE SET files = usage.files + excluded.files, bytes = usage.bytes + excluded.bytes
        """
    }

    static let measuring = measured("$1", "$2", at: "$3::bigint")

    /// What a project keeps (`owner` is empty), or a sender in it. What has expired and was not swept yet no longer counts, as
    /// far as a walk of bounded length finds it: sweeps that are further behind than that give room back as they come by.
    private static func measured(_ project: String, _ owner: String, at now: String) -> String {
        """
        SELECT coalesce(sum(files), 0)::bigint AS files, coalesce(sum(bytes), 0)::bigint AS bytes FROM (
            SELECT files, bytes FROM usage WHERE project = \(project) AND owner = \(owner)
            UNION ALL
            SELECT files, bytes FROM usage_changes
            WHERE project = \(project) AND (\(owner) = '' OR owner = \(owner))
            UNION ALL
            SELECT -1, -size - coalesce(thumbnail_size, 0) FROM (
                SELECT * FROM files WHERE due_at <= \(now) ORDER BY due_at LIMIT 10000) AS late
            WHERE state = 'live' AND project = \(project) AND (\(owner) = '' OR owner = \(owner))) AS each
        """
    }

    /// The row's values, now, and the four limits. Answers what was kept before, and whether the row is in.
    private static let insertingWithin = """
        WITH whole AS (\(measured("$5", "''", at: "$20::bigint"))), own AS (\(measured("$5", "$6", at: "$20::bigint"))),
        kept AS (
            INSERT INTO files (\(Record.newColumns)) SELECT \(typedValues) FROM whole, own
            WHERE whole.files + 1 <= coalesce($21::bigint, \(Int64.max)) AND own.files + 1 <= coalesce($23::bigint, \(Int64.max))
            AND whole.bytes + $8::numeric + coalesce($15::numeric, 0) <= coalesce($22::bigint, \(Int64.max))
            AND own.bytes + $8::numeric + coalesce($15::numeric, 0) <= coalesce($24::bigint, \(Int64.max))
            ON CONFLICT (key) DO NOTHING RETURNING 1)
        SELECT whole.files, whole.bytes, own.files, own.bytes, EXISTS (SELECT FROM kept) FROM whole, own
        """

    /// What a selection hands to an insertion has a type of its own, and is no longer read as the column wants it.
    private static let typedValues = Record.newColumns.split(separator: ", ").enumerated().map { index, column in
        switch column {
        case "size", "created", "expires", "holders", "thumbnail_size", "due_at": "$\(index + 1)::bigint"
        case "digest", "thumbnail_digest": "$\(index + 1)::bytea"
        default: "$\(index + 1)::text"
        }
    }.joined(separator: ", ")
}

extension Usage {
    fileprivate init(_ fields: inout SQLFields) throws {
        try self.init(files: fields.integer(), bytes: fields.integer())
    }
}
