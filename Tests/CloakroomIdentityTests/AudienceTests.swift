import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct AudienceTests {
    static let id = "0123456789abcdef01234567"

    @Test(arguments: [
        "https://tiledesk.com/projects/\(id)", "http://x:80/projects/\(id)", "/projects/\(id)",
        "https://h/projects/\(id)/",
        "https://h/projects/\(id)?a=b", "https://h/projects/\(id)#c", "https://h/projects/\(id.uppercased())",
        "https://h/projects/\(id)/more/parts/still",
    ])
    func aProjectIsNamedByItsPath(_ url: String) throws {
        #expect(Audience(.text(url)) == .project(try #require(HexID(Self.id))))
        #expect(Audience(.list([.text("https://tiledesk.com"), .text(url)])) == .project(try #require(HexID(Self.id))))
    }

    @Test func botsAndSubscriptionsAreNamedLikewise() throws {
        let id = try #require(HexID(Self.id))
        #expect(Audience(.text("https://tiledesk.com/bots/\(id)")) == .bot(id))
        #expect(Audience(.text("https://tiledesk.com/subscriptions/\(id)")) == .subscription(id))
    }

    @Test(arguments: [
        "", "https://tiledesk.com", "https://tiledesk.com/", "https://h/users/\(id)", "projects/\(id)", "nonsense",
        "https://h?x=/projects/\(id)", "https://h//projects/\(id)", "https://h/Projects/\(id)",
    ])
    func everythingElseIsForEverywhere(_ url: String) {
        #expect(Audience(.text(url)) == .everywhere)
    }

    @Test(
        arguments: [
            .flag(true), .integer(1), .object([:]), .list([.integer(1)]), .text("https://h/projects/"),
            .text("https://h/bots"), .text("https://h/projects/..%2F\(id)"),
            .list([.text("/projects/\(id)"), .text("/bots/\(id)")]),
            .list([.text("/projects/\(id)"), .text("/projects/ffffffffffffffffffffffff")]),
        ] as [JSONValue])
    func whatNamesNoSecretOrTwoIsRefused(_ claim: JSONValue) {
        #expect(Audience(claim) == nil)
    }

    @Test func anAbsentAudienceIsForEverywhere() {
        #expect(Audience(nil) == .everywhere)
        #expect(Audience(.null) == .everywhere)
        #expect(Audience(.list([])) == .everywhere)
    }
}
