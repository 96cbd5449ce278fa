import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomCatalogs

@Suite(.needsPostgres, .timeLimit(.minutes(15))) struct PostgresSchemaTests {
    @Test func manyMayStartOnAnEmptyDatabaseAtOnce() async throws {
        try await PostgresDesk.with { desk in
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await desk.open().probe() } }
                try await group.waitForAll()
            }
            #expect(try desk.server.run("SELECT count FROM probe", schema: desk.schema) == "8")
        }
    }

    @Test func aCatalogOfANewerCloakroomIsLeftAlone() async throws {
        try await PostgresDesk.with { desk in
            _ = try await desk.open()
            try desk.server.run("INSERT INTO migrations VALUES ('9 later')", schema: desk.schema)
            await expectRefusal(.unavailable) { _ = try await desk.open() }
        }
    }

    @Test(arguments: [
        "kind = 'odd'", "project = 'none'", "digest = '\\x00'", "key = '../up', path = 'a/1.txt'",
        "thumbnail_key = 'a//b'",
    ])
    func aSpoiltColumnThrows(assignment: String) async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            try await catalog.reserve(record("a/1.txt"))
            try desk.server.run("UPDATE files SET \(assignment)", schema: desk.schema)
            await expectRefusal(.internalFailure) { _ = try await catalog.find(path: "a/1.txt") }
        }
    }

    @Test func keysAreListsWhateverTheyHold() async throws {
        try await PostgresDesk.with { desk in
            let catalog = try await desk.open()
            let names = ["a\"b", "a\"\u{301}b", "\\", "\\\u{301}", "{a,b}", "a,b", "NULL", "null"]
            for name in names { try await catalog.reserve(record(name)) }
            let keys = try names.map { try #require(BlobKey($0)) }
            #expect(try await Set(catalog.records(of: keys).map(\.key)) == Set(keys))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let values: String
        let indexes: [String]

        init(_ name: String, _ sql: String, _ values: String = "", uses indexes: String...) {
            testDescription = name
            self.sql = sql
            self.values = values
            self.indexes = indexes
        }
    }

    /// The cost of a call must follow what it answers, not the number of rows: no statement may walk a table.
    @Test(arguments: [
        Case("claiming", PostgreSQLCatalog.claiming, "1, 500, 2, 'a'", uses: "files_due", "files_pkey"),
        Case("counting", PostgreSQLCatalog.counting, "1", uses: "files_due"),
        Case(
            "finding", PostgreSQLCatalog.finding, "'a'", uses: "files_pkey", "files_live_path", "files_idle_path"),
        Case("queueing", PostgreSQLCatalog.queueing, "'a'", uses: "files_pkey"),
        Case("replacing", PostgreSQLCatalog.replacing, "1, 'a'", uses: "files_pkey", "files_live_path"),
        Case("publishing", PostgreSQLCatalog.publishing, "1, 'a', 1, 2", uses: "files_pkey"),
        Case("retiring", PostgreSQLCatalog.retiring, "1, 'a'", uses: "files_pkey"),
        Case("forgetting", PostgreSQLCatalog.forgetting, "'{a,b}'", uses: "files_pkey"),
        Case("listing", PostgreSQLCatalog.listing, "'', 500", uses: "files_pkey"),
        Case("fetching", PostgreSQLCatalog.fetching, "'{a,b}'", uses: "files_pkey"),
        Case("claiming owed", PostgreSQLCatalog.claimingOwed, "1, 8, 2, 'a'", uses: "files_owed", "files_pkey"),
        Case("counting owed", PostgreSQLCatalog.countingOwed, uses: "files_owed"),
        Case("claiming one", PostgreSQLCatalog.claimingOne, "1, 'a', 2, 'b'"),
        Case("owing", PostgreSQLCatalog.owing, "1, 'a', 2"),
        Case("settling", PostgreSQLCatalog.settling, "1, 'a', 'b', 1, 2, 3"),
        Case("attaching", PostgreSQLCatalog.attaching, "2, '\\x00', 'a', 'b', 'c', 1, 2, NULL", uses: "files_pkey"),
        Case(
            "adding", PostgreSQLCatalog.adding, "2, '\\x00', 'a', 'b', 'c', 1, 2, NULL, 1, 100",
            uses: "attachments_token", "files_pkey"),
        Case("listing an upload", PostgreSQLCatalog.listingAttachments, "'\\x00'", uses: "attachments_token"),
        Case("fetching an attachment", PostgreSQLCatalog.fetchingAttachment, "2", uses: "attachments_pkey"),
        Case("consuming", PostgreSQLCatalog.consuming, "'\\x00', 1, 2", uses: "attachments_token", "files_pkey"),
        Case(
            "discarding", PostgreSQLCatalog.retiringAttached, "1, '\\x00'", uses: "attachments_token", "files_pkey"),
        Case("detaching", PostgreSQLCatalog.detaching, "1, '\\x00'", uses: "attachments_token"),
        Case("finding projects", PostgreSQLCatalog.listingProjects, "'a', 2", uses: "members_person"),
        Case("ending leases", PostgreSQLCatalog.endingLeases, "1, 'a'", uses: "files_lease"),
    ])
    func everyStatementUsesAnIndex(_ statement: Case) async throws {
        try await PostgresDesk.with { desk in
            _ = try await desk.open()
            let call = statement.values.isEmpty ? "statement" : "statement (\(statement.values))"
            for mode in ["force_generic_plan", "force_custom_plan"] {
                let plan = try desk.server.run(
                    """
                    SET enable_seqscan = off; SET plan_cache_mode = \(mode);
                    PREPARE statement AS \(statement.sql); EXPLAIN EXECUTE \(call)
                    """, schema: desk.schema)
                for index in statement.indexes { #expect(plan.contains(" \(index) "), "\(plan)") }
                for table in ["files", "attachments", "members"] {
                    #expect(!plan.contains("Seq Scan on \(table)"), "\(plan)")
                }
            }
        }
    }
}
