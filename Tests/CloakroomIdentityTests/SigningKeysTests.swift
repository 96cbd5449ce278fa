import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct SigningKeysTests {
    static let token = TestKeys.foreignTokens["RS256"]

    @Test func lineBreaksMayBeWrittenAsBackslashN() async throws {
        let folded = TestKeys.rsaPublic.replacing("\n", with: "\\n")
        let keys = try SigningKeys(publicPEM: folded, privatePEM: nil, algorithm: .rs256)
        #expect(await (try World(keys: keys)).refusal(of: try #require(Self.token)) == nil)
    }

    @Test func thePrivateKeyAloneIsEnough() async throws {
        let keys = try SigningKeys(publicPEM: nil, privatePEM: TestKeys.rsaPrivate, algorithm: .rs256)
        #expect(keys.canSign)
        #expect(await (try World(keys: keys)).refusal(of: try #require(Self.token)) == nil)
        #expect(try SigningKeys(publicPEM: nil, privatePEM: TestKeys.ecPrivate, algorithm: .es256).canSign)
    }

    @Test func unusableKeysAreRefusedWithoutBeingQuoted() throws {
        let broken = TestKeys.rsaPrivate.replacing("M", with: "N")
        let attempts: [() throws -> SigningKeys] = [
            { try SigningKeys(secret: "") },
            { try SigningKeys(secret: TestKeys.rsaPublic) },
            { try SigningKeys(secret: "text", algorithm: .rs256) },
            { try SigningKeys(publicPEM: TestKeys.rsaPublic, privatePEM: nil, algorithm: .hs256) },
            { try SigningKeys(publicPEM: nil, privatePEM: nil, algorithm: .rs256) },
            { try SigningKeys(publicPEM: nil, privatePEM: nil, algorithm: .es256) },
            { try SigningKeys(publicPEM: TestKeys.ecPublic, privatePEM: nil, algorithm: .rs256) },
            { try SigningKeys(publicPEM: TestKeys.rsaPublic, privatePEM: nil, algorithm: .es256) },
            { try SigningKeys(publicPEM: TestKeys.otherRSAPublic, privatePEM: TestKeys.rsaPrivate, algorithm: .rs256) },
            { try SigningKeys(publicPEM: nil, privatePEM: broken, algorithm: .rs256) },
            { try SigningKeys(publicPEM: "not PEM", privatePEM: nil, algorithm: .es256) },
        ]
        for attempt in attempts {
            let error = #expect(throws: CloakroomError.self) { try attempt() }
            guard case .invalid(let text) = error?.kind else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(!text.contains("BEGIN") && !text.contains("not PEM"))
        }
    }
}
