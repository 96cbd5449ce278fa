import Testing

@testable import CloakroomHTTP

@Suite struct LoggedTargetTests {
    @Test(arguments: [
        ("/files?path=a&secret_token=abc", "/files?path=a&secret_token=***"),
        ("/files?Secret_Token=abc", "/files?Secret_Token=***"),
        ("/files?secret%5Ftoken=abc&x=1", "/files?secret%5Ftoken=***&x=1"),
        ("/files?token=a=b", "/files?token=***"), ("/files?path=a", "/files?path=a"), ("/files", "/files"),
        ("/files?", "/files?"),
    ])
    func hidesSecrets(target: String, logged: String) {
        #expect(LoggedTarget.scrub(target) == logged)
    }
}
