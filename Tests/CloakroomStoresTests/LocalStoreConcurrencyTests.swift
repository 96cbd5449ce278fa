import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Testing

@Suite struct LocalStoreConcurrencyTests {
    /// Adopting makes the folders that erasing removes, over and over.
    @Test func adoptingRetriesWhenAFolderVanished() async throws {
        let scratch = try Scratch()
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let key = try key("uploads/projects/p/files/u\(number % 2)/x\(number)")
                    try await scratch.spool.put([UInt8(number)], as: key, in: scratch.store)
                    #expect(try await scratch.store.content(of: key, .whole(1)) == [UInt8(number)])
                    #expect(await scratch.store.erase([key]).isEmpty)
                }
            }
            try await group.waitForAll()
        }
        #expect(scratch.tree("store") == ["uploads"])
        #expect(scratch.spooled == [])
    }
}
