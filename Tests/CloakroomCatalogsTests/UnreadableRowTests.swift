import CloakroomCore
import CloakroomTesting
import GRDB
import Testing

@testable import CloakroomCatalogs

/// A row that something else has spoilt is an error, never a trap.
@Suite struct UnreadableRowTests {
    @Test(arguments: [
        "kind = 'odd'", "project = 'none'", "digest = x'00'", "key = '../up', path = 'a/1.txt'",
        "thumbnail_key = 'a//b'",
    ])
    func aSpoiltColumnThrows(assignment: String) async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            try await catalog.reserve(record("a/1.txt"))
            try await catalog.write { try $0.execute(sql: "UPDATE files SET \(assignment)") }
            await expectRefusal(.internalFailure) { _ = try await catalog.find(path: "a/1.txt") }
        }
    }
}
