import CloakroomTesting
import GRDB
import Testing

@testable import CloakroomCatalogs

/// The cost of a call must follow what it answers, not the number of rows: no statement may walk a table.
@Suite struct QueryPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let indexes: [String]

        init(_ name: String, _ sql: String, uses indexes: String...) {
            testDescription = name
            self.sql = sql
            self.indexes = indexes
        }
    }

    private static let key = "sqlite_autoindex_files_1"

    @Test(arguments: [
        Case("claiming", SQLiteCatalog.claiming, uses: "files_due"),
        Case("counting", SQLiteCatalog.counting, uses: "files_due"),
        Case("finding", SQLiteCatalog.finding, uses: key, "files_live_path", "files_idle_path"),
        Case("replacing", SQLiteCatalog.replacing, uses: key, "files_live_path"),
        Case("publishing", SQLiteCatalog.publishing, uses: key),
        Case("retiring", SQLiteCatalog.retiring, uses: key),
        Case("forgetting", SQLiteCatalog.forgetting, uses: key),
        Case("listing", SQLiteCatalog.listing, uses: key),
        Case("fetching", SQLiteCatalog.fetching, uses: key),
        Case("claiming away", SQLiteCatalog.claimingAway, uses: "files_away"),
        Case("counting away", SQLiteCatalog.countingAway, uses: "files_away"),
        Case("settling", SQLiteCatalog.settling, uses: key),
        Case("ending leases", SQLiteCatalog.endingLeases, uses: "files_lease"),
    ])
    func everyStatementUsesAnIndex(_ statement: Case) async throws {
        try await Desk.with { desk in
            let plan = try await desk.open().read { db in
                let explanation = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement.sql)
                explanation.setUncheckedArguments([])
                return try Row.fetchAll(explanation).map { $0["detail"] as String }
            }
            for index in statement.indexes { #expect(plan.contains { $0.contains("INDEX \(index) ") }, "\(plan)") }
            #expect(!plan.contains { $0.contains("SCAN files") || $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }
}
