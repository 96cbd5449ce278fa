import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct UpstreamAnswerTests {
    @Test(arguments: [
        ("owner", Membership.person(.owner)), ("ADMIN", .person(.admin)), ("guest", .person(.guest)), ("root", nil),
        ("", nil), (nil, nil),
    ])
    func onlyKnownRolesCount(role: String?, expected: Membership?) async throws {
        let world = try UpstreamWorld()
        await world.say(role: role)
        #expect(try await world.membership() == expected)
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "<html>", #"{"id":7}"#, #"{"id":"x","kind":"user"}"#, #"{"id":"","kind":"guest"}"#,
        #"{"id":"../..","kind":"guest"}"#, #"{"id":"aaaaaaaaaaaaaaaaaaaaaaaa","kind":"robot"}"#,
        #"{"id":"aaaaaaaaaaaaaaaaaaaaaaaa","kind":"bot"}"#,
        #"{"id":"aaaaaaaaaaaaaaaaaaaaaaaa","kind":"subscription","role":"owner"}"#,
        #"{"id":"aaaaaaaaaaaaaaaaaaaaaaaa","kind":"external"}"#,
        #"{"id":"aaaaaaaaaaaaaaaaaaaaaaaa","project":"x"}"#,
    ])
    func anUnusableAnswerLetsNobodyInAndIsNobodysFault(json: String) async throws {
        let world = try UpstreamWorld()
        await world.backend.say(json)
        #expect(await refusal { _ = try await world.membership() } == .unavailable)
    }

    private static let refusals: [(status: Int, alone: CloakroomError.Kind, inProject: CloakroomError.Kind)] = [
        (401, .unauthenticated, .unauthenticated), (403, .forbidden, .notMember),
        (404, .unavailable, .notMember), (500, .unavailable, .unavailable), (302, .unavailable, .unavailable),
        (204, .unavailable, .unavailable), (429, .unavailable, .unavailable),
    ]

    @Test(arguments: refusals)
    func whatTheBackendRefusesIsPassedOn(
        status: Int, alone: CloakroomError.Kind, inProject: CloakroomError.Kind
    ) async throws {
        let world = try UpstreamWorld()
        await world.backend.say("", status: status)
        #expect(await refusal { _ = try await world.identity.authenticate(world.credential) } == alone)
        #expect(await refusal { _ = try await world.membership() } == inProject)
    }

    @Test func aBarredMemberReadsLikeAStranger() async throws {
        let world = try UpstreamWorld()
        await world.say(role: nil)
        let caller = try await world.identity.authenticate(world.credential)
        await world.backend.say("", status: 403)
        #expect(try await world.identity.membership(of: caller, in: world.project) == nil)
        #expect(try await world.identity.project(ofBot: world.elsewhere, for: caller) == nil)
    }

    @Test(arguments: ["bot", "subscription"])
    func aServiceBelongsToOneProjectWhateverRoleItIsGiven(kind: String) async throws {
        let world = try UpstreamWorld()
        await world.backend.say(
            #"{"id":"\#(world.user)","kind":"\#(kind)","role":"owner","project":"\#(world.project)"}"#)
        let service = try await world.identity.authenticate(world.credential)
        #expect(service.confinedTo == world.project)
        #expect(try await world.identity.membership(of: service, in: world.project) == .service)
        #expect(try await world.identity.membership(of: service, in: world.elsewhere) == nil)
        let own = try #require(HexID(world.user))
        #expect(try await world.identity.project(ofBot: own, for: service) == (kind == "bot" ? world.project : nil))
    }

    @Test func aCredentialOfOneProjectIsNeverAskedAboutAnother() async throws {
        let world = try UpstreamWorld()
        await world.backend.say(#"{"id":"v-1","kind":"userexternal","role":"user","project":"\#(world.project)"}"#)
        let visitor = try await world.identity.authenticate(world.credential)
        #expect(visitor.ownerTag == "external/\(world.project)/v-1")
        #expect(try await world.identity.membership(of: visitor, in: world.elsewhere) == nil)
        #expect(try await world.identity.membership(of: visitor, in: world.project) == .person(.user))
        #expect(await world.questions == 2)
    }

    @Test func aCredentialThatChangesHandsIsRefused() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "owner")
        let caller = try await world.identity.authenticate(world.credential)
        await world.backend.say(#"{"id":"\#(String(repeating: "e", count: 24))","role":"owner"}"#)
        let kind = await refusal { _ = try await world.identity.membership(of: caller, in: world.project) }
        #expect(kind == .unauthenticated)
    }

    @Test func theProjectOfABotIsAsked() async throws {
        let world = try UpstreamWorld()
        await world.backend.say(#"{"id":"\#(world.user)","bot_project":"\#(world.project)"}"#)
        let caller = try await world.identity.authenticate(world.credential)
        #expect(try await world.identity.project(ofBot: world.elsewhere, for: caller) == world.project)
    }

    /// A token may come out of a query, where anything can be written.
    @Test(arguments: ["", "a b", "a\r\nX-Admin: 1", "a\u{0}", "é", String(repeating: "x", count: 8193)])
    func aTokenThatNoHeaderCanCarryIsRefusedUnasked(token: String) async throws {
        let world = try UpstreamWorld()
        await world.say(role: "owner")
        let kind = await refusal { _ = try await world.identity.authenticate(.token(token)) }
        #expect(kind == .unauthenticated)
        #expect(await world.questions == 0)
    }

    @Test func everyWellFormedProjectIsOne() async throws {
        let world = try UpstreamWorld()
        #expect(try await world.identity.project(world.elsewhere)?.id == world.elsewhere)
        #expect(await world.questions == 0)
    }

    @Test(arguments: [
        ("https://a.example/x?y=1", true), ("http://127.0.0.1:8080", true), ("HTTPS://A", true), ("", false),
        ("a.example/x", false), ("ftp://a/", false), ("file:///etc/passwd", false), ("https://", false),
        ("https://u:p@a/", false), ("https://u@a/", false), ("https://a/#x", false), ("https://a b/", false),
    ])
    func onlyPlainWebAddressesAreBackends(text: String, isOne: Bool) {
        #expect((BackendURL(text) != nil) == isOne)
    }
}
