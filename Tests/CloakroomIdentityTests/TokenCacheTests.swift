import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct TokenCacheTests {
    @Test func aRotatedSecretEndsItsTokensWithinASecond() async throws {
        let world = try await World()
        let claims: [String: JSONValue] = [
            "_id": .text("x"), "sub": .text("guest"), "aud": world.audience("projects/\(world.project)"),
        ]
        let old = world.token(claims, signedWith: world.secret(.project(world.project)))
        #expect(await world.refusal(of: old) == nil)
        let secret = try await SecretKeeper(directory: world.directory).rotate(.project(world.project))
        world.clock.turn(milliseconds: 1000)
        #expect(await world.refusal(of: old) == .unauthenticated)
        #expect(await world.refusal(of: world.token(claims, signedWith: secret)) == nil)
    }

    @Test func aRememberedSignatureDoesNotKeepAnAccountAlive() async throws {
        let world = try await World()
        let user = world.token(["_id": .text(world.ada.id.text)])
        let bot = world.token(["_id": .text(world.bot.id.text), "sub": .text("bot")])
        #expect(await world.refusal(of: user) == nil)
        #expect(await world.refusal(of: bot) == nil)
        await world.directory.remove(user: world.ada.id)
        await world.directory.remove(bot: world.bot.id)
        world.clock.turn(milliseconds: 1000)
        #expect(await world.refusal(of: user) == .unauthenticated)
        #expect(await world.refusal(of: bot) == .unauthenticated)
    }

    @Test func aMemberWhoLeftIsRefusedWithTheProjectsOwnToken() async throws {
        let world = try await World()
        let claims: [String: JSONValue] = [
            "_id": .text(world.ada.id.text), "aud": world.audience("projects/\(world.project)"),
        ]
        let token = world.token(claims, signedWith: world.secret(.project(world.project)))
        #expect(await world.refusal(of: token) == nil)
        await world.directory.removeRole(of: world.ada.id.text, in: world.project)
        world.clock.turn(milliseconds: 1000)
        #expect(await world.refusal(of: token) == .unauthenticated)
    }

    @Test func onlySignaturesThatHeldAreRemembered() async throws {
        let world = try await World()
        for number in 0..<10 {
            _ = await world.refusal(of: world.token(["_id": .text("\(number)")], signedWith: "wrong"))
        }
        #expect(world.identity.tokens.count == 0)
        _ = await world.refusal(of: world.token(["_id": .text(world.ada.id.text)]))
        #expect(world.identity.tokens.count == 1)
    }

    @Test func aSignatureIsBelievedForLessThanFiveMinutes() async throws {
        let world = try await World()
        let token = world.token(["_id": .text(world.ada.id.text)])
        #expect(!world.identity.tokens.isRemembered(token))
        #expect(await world.refusal(of: token) == nil)
        world.clock.turn(milliseconds: 299_999)
        #expect(world.identity.tokens.isRemembered(token))
        world.clock.turn(milliseconds: 1)
        #expect(!world.identity.tokens.isRemembered(token))
        #expect(await world.refusal(of: token) == nil)
        #expect(world.identity.tokens.isRemembered(token))
    }

    @Test func theMemoryIsBounded() async throws {
        let world = try await World()
        let accounts = RecentDirectory(world.directory, clock: world.clock.wall)
        let verifier = TokenVerifier(
            keys: try SigningKeys(secret: TestKeys.secret), accounts: accounts, clock: world.clock.wall, limit: 8)
        for number in 0..<100 {
            _ = try await verifier.verify(world.token(["_id": .text("g\(number)"), "sub": .text("guest")]))
            #expect(verifier.count <= 8)
        }
        #expect(verifier.count >= 4)
    }

    @Test func manyAtOnceAgree() async throws {
        let world = try await World()
        let good = world.token(["_id": .text(world.ada.id.text)])
        let bad = world.token(["_id": .text(world.ada.id.text)], signedWith: "wrong")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let refusal = await world.refusal(of: number.isMultiple(of: 2) ? good : bad)
                    return refusal == (number.isMultiple(of: 2) ? nil : .unauthenticated)
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
