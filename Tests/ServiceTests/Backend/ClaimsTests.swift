import CloakroomTesting
import Foundation
import Testing

/// The real binary with a backend's tokens, checked with a shared secret.
@Suite struct ClaimsTests {
    private let service: RunningService

    private static let secret = "the secret that the backend signs with"
    private static let project = String(repeating: "1", count: 24)
    private static let elsewhere = String(repeating: "2", count: 24)
    private static let user = String(repeating: "a", count: 24)
    private static let bot = String(repeating: "b", count: 24)
    private static let chat = "\(project)/files/chat"
    private static let assets = "\(project)/files/assets"

    init() throws {
        service = try RunningService(["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": Self.secret])
    }

    private func token(_ claims: String, secret: String = Self.secret) throws -> String {
        "Bearer " + (try service.token(#"{"_id":"\#(Self.user)",\#(claims)}"#, secret: secret))
    }

    /// Further claims, and the answers to a chat file and an asset.
    private static let cases: [(claims: String, chat: String, asset: String)] = [
        (#""projects":{"\#(project)":"admin"}"#, "201", "201"),
        (#""projects":{"\#(project)":"agent"}"#, "201", "403"),
        (#""id_project":"\#(project)","role":"owner""#, "201", "201"),
        (#""id_project":"\#(project)""#, "403", "403"),
        (#""id_project":"\#(project)","role":"some role of theirs""#, "403", "403"),
        (#""projects":{"\#(elsewhere)":"owner"}"#, "403", "403"),
        (#""id_project":"\#(elsewhere)","role":"owner""#, "403", "403"),
        (#""role":"owner""#, "403", "403"),
        (#""id_project":"\#(project)","role":"owner","exp":1"#, "401", "401"),
        (
            #""id_project":"\#(project)","role":"owner","aud":"https://desk.example/projects/\#(elsewhere)""#, "403",
            "403"
        ),
    ]

    @Test(arguments: cases)
    func theTokenSaysWhatItsHolderIs(claims: String, chat: String, asset: String) throws {
        let authorization = try token(claims)
        #expect(try service.uploadStatus(Self.chat, authorization) == chat)
        #expect(try service.uploadStatus(Self.assets, authorization) == asset)
    }

    @Test func aForgedTokenOrAPasswordIsRefused() throws {
        let claims = #""projects":{"\#(Self.project)":"owner"}"#
        #expect(try service.uploadStatus(Self.chat, token(claims, secret: "another")) == "401")
        #expect(try service.uploadStatus(Self.chat, "Basic YTpi") == "401")
    }

    @Test func aBotActsForItsOwnProjectOnly() throws {
        let claims = #"{"_id":"\#(Self.bot)","sub":"bot","id_project":"\#(Self.project)","role":"owner"}"#
        let bot = "JWT " + (try service.token(claims, secret: Self.secret))
        #expect(try service.uploadStatus(Self.assets, bot) == "201")
        #expect(try service.uploadStatus("\(Self.elsewhere)/files/assets", bot) == "403")
    }

    @Test func whatBelongsToOneProjectIsNotThereForAnother() throws {
        let path = try service.uploadedPath(Self.assets, token(#""projects":{"\#(Self.project)":"owner"}"#))
        let other =
            "JWT "
            + (try service.token(
                #"{"_id":"\#(String(repeating: "e", count: 24))","id_project":"\#(Self.elsewhere)","role":"owner"}"#,
                secret: Self.secret))
        #expect(try service.status(path, other) == "404")
        #expect(try service.status(path, other, method: "DELETE") == "404")
        #expect(try service.status(path, token(#""projects":{"\#(Self.project)":"guest"}"#)) == "200")
    }
}
