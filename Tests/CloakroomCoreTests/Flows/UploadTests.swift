import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomCore

/// Files that are attached to an upload after they were kept.
@Suite struct UploadTests {
    private let world = World()

    private func keep() async throws -> Record {
        let deposit = Deposit.upload(
            FileName(client: "note.txt"), type: nil, by: World.owner, in: Project(id: world.project, name: ""),
            as: .person(.owner), until: nil, limits: world.cloakroom.limits)
        return try await world.cloakroom.receive(deposit) { try await $0.append(ByteBuffer(string: "hello")) }
    }

    @Test func aPassingFailureKeepsTheFileForAnotherTry() async throws {
        let record = try await keep()
        let place = UploadPlace(nil)
        await world.catalog.failAttaching(with: CloakroomError(.unavailable))
        #expect(await world.refusal { _ = try await world.cloakroom.attach(record, to: place) } == .unavailable)
        await world.catalog.failAttaching(with: nil)
        #expect(try await world.cloakroom.attach(record, to: place).files.count == 1)
        #expect(try await world.cloakroom.attach(record, to: place).files.count == 1)
    }

    @Test func aFileForAnUploadThatIsClosedIsGivenUp() async throws {
        let record = try await keep()
        let closed = UploadPlace(token: "none", isNew: false)
        #expect(await world.refusal { _ = try await world.cloakroom.attach(record, to: closed) } == .fileNotFound)
        #expect(await world.catalog.records.map(\.state) == [.retired])
    }
}
