import Testing

@testable import CloakroomHTTP

@Suite struct LoggedTargetTests {
    @Test(arguments: [
        ("/files?path=a&secret_token=abc", "/files?path=a&secret_token=***"),
        ("/files?Secret_Token=abc", "/files?Secret_Token=***"),
        ("/files?secret%5Ftoken=abc&x=1", "/files?secret%5Ftoken=***&x=1"),
        ("/files?token=a=b", "/files?token=***"), ("/files?path=a", "/files?path=a"), ("/files", "/files"),
        ("/files?", "/files?"), ("/api/v2/uploads/abc.json", "/api/v2/uploads/***"),
        ("/api/v2/Uploads//abc/consume?x=1", "/api/v2/Uploads//***/consume?x=1"),
        ("/api/v2/uploads/partial/p/abc", "/api/v2/uploads/partial/p/abc"),
        ("/attachments/token/abc/?name=a", "/attachments/token/***/?name=a"),
        ("/files?path=uploads/users/a", "/files?path=uploads/users/a"),
    ])
    func hidesSecrets(target: String, logged: String) {
        #expect(LoggedTarget.scrub(target) == logged)
    }
}
