import Foundation
import Testing

@testable import CloakroomCore
@testable import CloakroomHTTP

/// What is remembered of a read is what would be found out again.
@Suite struct HotReadsTests {
    private let world = HotWorld()

    @Test func aReadIsAskedAboutOnce() async throws {
        let path = try await world.file()
        for _ in 1...3 { #expect(world.ask(path) == "hello") }
        #expect(world.identity.questions == 1 && world.reads.remembered == 1)
    }

    // MARK: Until when

    private func expectEnd(of path: String, after milliseconds: Int64) {
        #expect(world.ask(path) == "hello")
        world.turn(milliseconds: milliseconds - 1)
        #expect(world.ask(path) == "hello")
        world.turn(milliseconds: 1)
        #expect(world.ask(path) == nil)
    }

    @Test(arguments: RememberedIdentity.Topic.allCases)
    func itHoldsNoLongerThanWhatItRestsOn(topic: RememberedIdentity.Topic) async throws {
        let path = try await world.file()
        world.identity.end(topic, at: world.now.adding(milliseconds: 400))
        expectEnd(of: path, after: 400)
    }

    @Test func itHoldsNoLongerThanTheFileIsKnown() async throws {
        expectEnd(of: try await world.file(), after: 1000)
    }

    @Test func itHoldsNoLongerThanTheFileIsKept() async throws {
        let path = try await world.file()
        world.turn(milliseconds: 59_500)
        try await world.warm(path)
        expectEnd(of: path, after: 500)
    }

    /// Whoever lost a right while the clock was back has lost it when the clock comes there again.
    @Test func aClockThatIsSetBackEndsIt() async throws {
        let path = try await world.file()
        #expect(world.ask(path) == "hello")
        world.turn(milliseconds: -300_000)
        #expect(world.ask(path) == nil)
        world.identity.end(.membership, at: world.now)
        world.turn(milliseconds: 300_000)
        #expect(world.ask(path) == nil)
    }

    // MARK: Changes

    @Test func aDeletedFileIsGoneAtOnce() async throws {
        let path = try await world.file()
        #expect(world.ask(path) == "hello")
        try await world.cloakroom.retire(path, by: Principal(kind: .user, id: "ada"))
        #expect(world.ask(path) == nil)
    }

    @Test func aReplacedPictureIsGoneAtOnce() async throws {
        let path = try await world.avatar("old")
        #expect(world.ask(path) == "old")
        _ = try await world.avatar("new")
        #expect(world.ask(path) == "new")
    }

    @Test func anotherFilesUploadEndsNothing() async throws {
        let path = try await world.file()
        #expect(world.ask(path) == "hello")
        _ = try await world.file("another")
        #expect(world.ask(path) == "hello")
        #expect(world.identity.questions == 1)
    }

    // MARK: What is kept

    @Test func passwordsAndSecretsInTargetsAreKeptInNoForm() async throws {
        let path = try await world.file()
        let password = "Basic \(Data("bob:secret".utf8).base64EncodedString())"
        for _ in 1...2 {
            #expect(world.ask(path, password) == "hello")
            #expect(world.ask(path, nil, more: "&secret_token=JWT%20bob") == "hello")
        }
        #expect(world.reads.remembered == 0)
    }

    @Test func memoryIsBounded() async throws {
        let path = try await world.file()
        for number in 0..<20_000 { #expect(world.ask(path, more: "&n=\(number)") == "hello") }
        #expect(1...16_384 ~= world.reads.remembered)
    }

    @Test func whoeverIsOverTheLimitPushesNobodyOut() async throws {
        let world = HotWorld(readsPerMinute: 10)
        let path = try await world.file()
        for number in 0..<100 { _ = world.ask(path, more: "&n=\(number)") }
        #expect(world.reads.remembered == 10)
    }

    @Test func otherSpellingsOfATargetAreTheDoors() async throws {
        let path = try await world.file()
        #expect(world.ask(path, more: "&x=K") == "hello")
        #expect(world.ask(path, more: "&x=\u{212A}") == nil)
    }
}
