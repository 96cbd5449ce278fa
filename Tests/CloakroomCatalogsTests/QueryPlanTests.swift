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
        Case("claiming owed", SQLiteCatalog.claimingOwed, uses: "files_owed"),
        Case("claiming one", SQLiteCatalog.claimingOne, uses: key),
        Case("owing", SQLiteCatalog.owing, uses: key),
        Case("counting owed", SQLiteCatalog.countingOwed, uses: "files_owed"),
        Case("settling", SQLiteCatalog.settling, uses: key),
        Case("measuring", SQLiteCatalog.measuring, uses: "files_due"),
        Case("counting open uploads", SQLiteCatalog.countingUploads, uses: "resumable_uploads_creator"),
        Case("taking expired uploads", SQLiteCatalog.takingExpired, uses: "resumable_uploads_expires"),
        Case("ending leases", SQLiteCatalog.endingLeases, uses: "files_lease"),
        Case("listing attachments", SQLiteCatalog.listingAttachments, uses: "attachments_token"),
        Case("consuming", SQLiteCatalog.consuming, uses: "attachments_token"),
        Case("keeping", SQLiteCatalog.keeping, uses: key, "attachments_token"),
        Case("listing projects", SQLiteCatalog.listingProjects, uses: "members_person"),
    ])
    func everyStatementUsesAnIndex(_ statement: Case) async throws {
        try await Desk.with { desk in
            let plan = try await desk.open().read { db in
                let explanation = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement.sql)
                explanation.setUncheckedArguments([])
                return try Row.fetchAll(explanation).map { $0["detail"] as String }
            }
            for index in statement.indexes { #expect(plan.contains { $0.contains("INDEX \(index) ") }, "\(plan)") }
            let walks = ["SCAN files", "SCAN resumable", "TEMP B-TREE"]
            #expect(!plan.contains { step in walks.contains { step.contains($0) } }, "\(plan)")
        }
    }
}
