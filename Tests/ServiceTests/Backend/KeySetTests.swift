import Foundation
import Testing

/// The real binary with a backend's tokens, checked with keys that the backend publishes and changes.
@Suite struct KeySetTests {
    private let backend: RunningBackend
    private let service: RunningService
    private let first: BackendKey

    private static let project = String(repeating: "1", count: 24)
    private static let chat = "\(project)/files/chat"
    private static let claims = #"{"_id":"\#(String(repeating: "a", count: 24))","projects":{"\#(project)":"agent"}}"#

    init() throws {
        backend = try RunningBackend()
        first = try BackendKey("first")
        try backend.answers(RunningBackend.Answer(path: "/keys", body: BackendKey.set(first)))
        service = try RunningService([
            "CLOAKROOM_IDENTITY": "claims", "CLOAKROOM_CLAIMS_JWKS_URL": "\(backend.url)/keys",
        ])
    }

    private func upload(_ token: String) throws -> String { try service.uploadStatus(Self.chat, "JWT \(token)") }

    @Test func theKeysAreFetchedOnceForManyTokens() throws {
        for number in 0..<10 {
            let claims = Self.claims.dropLast() + #","n":\#(number)}"#
            #expect(try upload(first.token(String(claims))) == "201")
        }
        #expect(try backend.questions().count == 1)
    }

    @Test func aNewKeyIsFetchedAtOnceAndAWithdrawnOneEndsWhatItSigned() throws {
        let old = try first.token(Self.claims)
        #expect(try upload(old) == "201")
        let second = try BackendKey("second")
        try backend.answers(RunningBackend.Answer(path: "/keys", body: BackendKey.set(second)))
        #expect(try upload(second.token(Self.claims)) == "201")
        #expect(try upload(old) == "401")
        #expect(try backend.questions().count == 1)
    }

    @Test func madeUpKeysFetchNoMoreThanOnce() throws {
        #expect(try upload(first.token(Self.claims)) == "201")
        for number in 0..<10 {
            let stranger = try BackendKey("made up \(number)", size: 2048)
            #expect(try upload(stranger.token(Self.claims)) == "401")
        }
        #expect(try backend.questions().count == 2)
    }

    /// A token may say where its key can be found. Nobody goes there.
    @Test func noAddressInATokenIsEverAsked() throws {
        let stranger = try BackendKey("stranger")
        try backend.answers(
            RunningBackend.Answer(path: "/keys", body: BackendKey.set(first)),
            RunningBackend.Answer(path: "/theirs", body: BackendKey.set(stranger)))
        let header = #","jku":"\#(backend.url)/theirs","x5u":"\#(backend.url)/theirs","jwk":\#(stranger.jwk)"#
        #expect(try upload(stranger.token(Self.claims, header: header)) == "401")
        #expect(try backend.questions().allSatisfy { $0.path == "/keys" })
    }

    @Test func anOutageHurtsOnlyWhoBringsANewKey() throws {
        let known = try first.token(Self.claims)
        #expect(try upload(known) == "201")
        backend.kill()
        let second = try BackendKey("second")
        #expect(try upload(second.token(Self.claims)) == "503")
        #expect(try upload(known) == "201")
        #expect(try upload(first.token(Self.claims.replacingOccurrences(of: "agent", with: "admin"))) == "201")
    }

    @Test func withoutAnyKeysNobodyGetsIn() throws {
        try backend.answers(RunningBackend.Answer(path: "/keys", status: 500))
        #expect(try upload(first.token(Self.claims)) == "503")
        try backend.answers(RunningBackend.Answer(path: "/keys", body: "<html>"))
        let other = try RunningService([
            "CLOAKROOM_IDENTITY": "claims", "CLOAKROOM_CLAIMS_JWKS_URL": "\(backend.url)/keys",
        ])
        #expect(try other.uploadStatus(Self.chat, "JWT \(first.token(Self.claims))") == "503")
    }
}
