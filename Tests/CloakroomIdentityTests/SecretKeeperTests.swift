import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct SecretKeeperTests {
    let directory = PlainDirectory()

    @Test func aSecretIsMadeOnceAndStays() async throws {
        let keeper = SecretKeeper(directory: directory)
        let name = SecretName.project(.random())
        let first = try await keeper.secret(name)
        #expect(first.utf8.count == 64)
        #expect(try await keeper.secret(name) == first)
        #expect(try await keeper.secret(.bot(.random())) != first)
        #expect(try await directory.secret(name.text) == first)
    }

    @Test func rotatingMakesAnother() async throws {
        let keeper = SecretKeeper(directory: directory)
        let first = try await keeper.secret(.global)
        let second = try await keeper.rotate(.global)
        #expect(first != second)
        #expect(try await keeper.secret(.global) == second)
    }

    @Test func manyAtOnceGetTheSame() async throws {
        let keeper = SecretKeeper(directory: directory)
        let secrets = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await keeper.secret(.global) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
    }

    @Test func namesAreThoseThatTheDirectoryKnows() throws {
        let id = try #require(HexID(String(repeating: "a", count: 24)))
        #expect(SecretName.project(id).text == "project/\(id)")
        #expect(SecretName.bot(id).text == "bot/\(id)")
        #expect(SecretName.subscription(id).text == "subscription/\(id)")
    }
}
