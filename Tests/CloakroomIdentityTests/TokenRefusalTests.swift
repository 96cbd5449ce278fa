import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct TokenRefusalTests {
    @Test func everyTamperedByteIsNoticed() async throws {
        let world = try await World()
        let good = world.token(["_id": .text(world.ada.id.text)])
        #expect(await world.refusal(of: good) == nil)
        for place in good.indices where good[place] != "." {
            var bad = good
            // 'A' and 'g' differ in their first bit, so that the last character's unused bits do not matter.
            bad.replaceSubrange(place...place, with: good[place] < "Z" ? "z" : "A")
            #expect(await world.refusal(of: bad) == .unauthenticated)
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "JWT", "\u{0}.\u{0}.\u{0}", "é.é.é"])
    func malformedTokensAreRefused(_ token: String) async throws {
        #expect(await (try World()).refusal(of: token) == .unauthenticated)
    }

    @Test(arguments: [
        "[]", "null", "\"text\"", "{", "{\"_id\":}", #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa"} x"#, "\u{FFFE}",
    ])
    func claimsThatAreNoObjectAreRefused(_ claims: String) async throws {
        let token = Forge.token(header: #"{"alg":"HS256"}"#, claims: claims, secret: TestKeys.secret)
        #expect(await (try World()).refusal(of: token) == .unauthenticated)
    }

    /// A library once stopped the process over such a number.
    @Test(arguments: ["1e19", "-1e300", "9223372036854775808", "0.5"])
    func aNumberBeyondEveryIntegerInTheHeaderHarmsNobody(number: String) async throws {
        let world = try await World()
        let token = Forge.token(
            header: #"{"alg":"HS256","x":\#(number)}"#, claims: #"{"_id":"\#(world.ada.id)"}"#, secret: TestKeys.secret)
        #expect(await world.refusal(of: token) == nil)
    }

    /// Five kilobytes of brackets once took seconds to decode.
    @Test(arguments: [(15, nil), (16, .unauthenticated), (480, .unauthenticated)] as [(Int, CloakroomError.Kind?)])
    func deepTokensAreRefused(depth: Int, refusal: CloakroomError.Kind?) async throws {
        let world = try await World()
        let (alg, id) = (#""alg":"HS256""#, #""_id":"\#(world.ada.id)""#)
        let deep = ",\"x\":" + Self.nested(depth)
        for (header, claims) in [(alg + deep, id), (alg, id + deep)] {
            let token = Forge.token(header: "{\(header)}", claims: "{\(claims)}", secret: TestKeys.secret)
            #expect(await world.refusal(of: token) == refusal)
        }
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test(arguments: [
        ("", true), (nested(16), true), (nested(17), false), (#"{"a":"\#(nested(99))"}"#, true),
        (#"{"a":"\\"#, true), (#"{"\\":"" , "a":\#(nested(17))"#, false),
        (#"{"a\"":\#(nested(17))"#, false), (#"["\"\#(nested(99))"]"#, true),
        (String(repeating: "[],", count: 99), true), ("[\u{0}]", false),
    ])
    func depthIsCountedOutsideOfTexts(json: String, isBearable: Bool) {
        #expect(JSONDepth.isBearable(json.utf8) == isBearable)
    }

    @Test func aTokenOverTheLimitIsRefusedUnread() async throws {
        let world = try await World()
        let room =
            ParsedToken.longest - world.token(["_id": .text(world.ada.id.text), "x": .text("")]).utf8.count
        func token(_ count: Int) -> String {
            world.token(["_id": .text(world.ada.id.text), "x": .text(String(repeating: "x", count: count))])
        }
        #expect(await world.refusal(of: token(room * 3 / 4 - 2)) == nil)
        #expect(await world.refusal(of: token(room * 3 / 4 + 4)) == .unauthenticated)
    }

    @Test func anotherSecretIsRefused() async throws {
        let world = try await World()
        for secret in ["", "nodeauthsecret ", "nodeauthsecre", "x"] {
            let token = world.token(["_id": .text(world.ada.id.text)], signedWith: secret)
            #expect(await world.refusal(of: token) == .unauthenticated)
        }
    }

    @Test func anotherRSAKeyIsRefused() async throws {
        let keys = try SigningKeys(publicPEM: TestKeys.otherRSAPublic, privatePEM: nil, algorithm: .rs256)
        let token = try #require(TestKeys.foreignTokens["RS256"])
        #expect(await (try World(keys: keys)).refusal(of: token) == .unauthenticated)
    }

    @Test func aTokenEndsWithTheSecondItNames() async throws {
        let world = try await World()
        let end = world.clock.now.seconds + 10
        let token = world.token(["_id": .text(world.ada.id.text), "exp": .integer(end)])
        world.clock.turn(milliseconds: 9999)
        #expect(await world.refusal(of: token) == nil)
        world.clock.turn(milliseconds: 1)
        #expect(await world.refusal(of: token) == .unauthenticated)
        // Not only from the memory of its signature, but seen for the first time, too.
        let fresh = world.token(["_id": .text(world.ada.id.text), "exp": .integer(end), "x": .flag(true)])
        #expect(await world.refusal(of: fresh) == .unauthenticated)
    }

    @Test func aTokenBeginsWithTheSecondItNames() async throws {
        let world = try await World()
        let start = world.clock.now.seconds + 10
        let token = world.token(["_id": .text(world.ada.id.text), "nbf": .integer(start)])
        world.clock.turn(milliseconds: 9999)
        #expect(await world.refusal(of: token) == .unauthenticated)
        world.clock.turn(milliseconds: 1)
        #expect(await world.refusal(of: token) == nil)
    }

    @Test func fractionsOfASecondCount() async throws {
        let world = try await World()
        let end = Double(world.clock.now.seconds) + 0.5
        let token = world.token(["_id": .text(world.ada.id.text), "exp": .number(end)])
        world.clock.turn(milliseconds: 499)
        #expect(await world.refusal(of: token) == nil)
        world.clock.turn(milliseconds: 1)
        #expect(await world.refusal(of: token) == .unauthenticated)
    }

    @Test(arguments: [
        ("exp", #""1900000000""#, false), ("exp", "null", false), ("exp", "true", false), ("exp", "{}", false),
        ("exp", "-1", false), ("exp", "0", false), ("exp", "-9223372036854775808", false), ("exp", "-1e300", false),
        ("exp", "9223372036854775807", true), ("exp", "1e300", true), ("exp", "18446744073709551616", true),
        ("nbf", #""0""#, false), ("nbf", "9223372036854775807", false), ("nbf", "1e300", false),
        ("nbf", "-9223372036854775808", true), ("nbf", "-1e300", true),
    ])
    func timesOutsideOfWhatCanBeCountedNeitherTrapNorConfuse(_ name: String, _ value: String, _ holds: Bool)
        async throws
    {
        let claims = #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa","\#(name)":\#(value)}"#
        let token = Forge.token(header: #"{"alg":"HS256"}"#, claims: claims, secret: TestKeys.secret)
        #expect(await (try World()).refusal(of: token) == (holds ? nil : .unauthenticated))
    }

    @Test func refusalsTellNothingOfTheToken() async throws {
        let world = try await World()
        let hostile = [
            world.token(["_id": .text("marker-7")], signedWith: "marker-7"),
            Forge.token(header: #"{"alg":"marker-7"}"#, claims: #"{"_id":"marker-7"}"#, secret: "x"),
            Forge.token(header: #"{"alg":"HS256"}"#, claims: #"{"_id":"marker-7""#, secret: "x"),
            "marker-7", world.token(["_id": .text("marker-7"), "aud": world.audience("projects/marker-7")]),
        ]
        for token in hostile {
            let error = await #expect(throws: CloakroomError.self) {
                try await world.identity.authenticate(.token(token))
            }
            #expect(error.map { "\($0)".contains("marker-7") || "\($0)".contains(token) } == false)
        }
    }
}
