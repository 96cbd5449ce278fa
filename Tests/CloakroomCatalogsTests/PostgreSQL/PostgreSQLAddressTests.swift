import Testing

@testable import CloakroomCatalogs

@Suite struct PostgreSQLAddressTests {
    @Test(arguments: [
        ("postgres://u:secret@db.example:5432/files?sslmode=verify-full", "postgres://***@db.example:5432/files?***"),
        ("postgresql://u:secret@db/files", "postgresql://***@db/files"),
        ("postgres:///files?host=/run/postgresql&user=u&password=secret", "postgres://***?***"),
        ("postgres://db/files", "postgres://***"), ("postgres://u:se?cret@db/files", "postgres://***?***"),
        ("postgres://[u:secret@db", "postgres://***@db"),
    ])
    func anAddressIsShownWithoutItsSecrets(text: String, shown: String) throws {
        #expect(try PostgreSQLAddress(text).description == shown)
    }

    @Test(arguments: [
        "mysql://u:secret@db/files", "host=db password=secret", "u:secret@db", "secret", "postgres:/u:secret@db",
        "postgres://u:secret@db:port/files", "postgres://u:secret@db:0/files", "postgres://u:secret@db:70000/files",
        "postgres://u:sec%zzret@db/files", "postgres://u:secret@db/files?sslmode=perhaps",
        "postgres://u:secret@db/files?colour=secret", "postgres://u:secret",
        "postgres://u:a@secret@\u{301}db:x/files",
    ])
    func aWrongOneIsRefusedWithoutTellingItsSecrets(text: String) {
        #expect(throws: PostgreSQLAddress.Refusal.self) { _ = try PostgreSQLAddress(text) }
        let shown = PostgreSQLAddress.redacted(text)
        #expect(!shown.contains("secret") && !shown.contains("cret@"), "\(shown)")
    }
}
