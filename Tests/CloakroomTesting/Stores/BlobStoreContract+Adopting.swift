internal import CloakroomCore
internal import CloakroomCrypto
internal import Testing

extension BlobStoreContract {
    func adoptedBlobReadsBack() async throws {
        let key = try key("uploads/projects/p/files/u/a b\u{e4}\"'%.txt")
        try await spool.with(Array("coat".utf8)) { file in
            try await store.adopt(file, as: key)
            #expect(try await text(key, 4) == "coat")
        }
    }

    func adoptedBlobOutlivesItsSpoolFile() async throws {
        let key = try key("uploads/x")
        try await spool.put(Array("coat".utf8), as: key, in: store)
        #expect(try await text(key, 4) == "coat")
    }

    func emptyBlobIsABlob() async throws {
        let key = try key("uploads/nothing")
        try await spool.put([], as: key, in: store)
        #expect(try await store.stat(key)?.size == 0)
        try await store.read(key, .whole(0)) { _ in Issue.record("an empty blob has no bytes") }
    }

    func takenKeyIsAConflict() async throws {
        let key = try key("uploads/x")
        try await spool.put(Array("first".utf8), as: key, in: store)
        await expect(.conflict) { try await spool.put(Array("other".utf8), as: key, in: store) }
        #expect(try await text(key, 5) == "first")
    }

    func replacedBlobReadsBack() async throws {
        let key = try key("uploads/a/x")
        for content in ["first", "other", "other"] {
            try await spool.with(Array(content.utf8)) { try await store.replace($0, as: key) }
            #expect(try await text(key, 5) == content)
        }
        let lost = SpoolFile(path: "/nowhere/at/all", size: 4, digest: Digest(of: "coat".utf8))
        await expect(.unavailable) { try await store.replace(lost, as: key) }
        #expect(try await text(key, 5) == "other")
    }

    func oneOfManyAdoptersWins() async throws {
        let key = try key("uploads/a/b/c/x")
        let winners = await withTaskGroup { group in
            for number in 0..<8 {
                group.addTask { await adopts("winner \(number)", as: key) }
            }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(try await winners == [text(key, 8)])
    }

    func missingSpoolFileMakesNoBlob() async throws {
        let key = try key("uploads/x")
        let lost = SpoolFile(path: "/nowhere/at/all", size: 4, digest: Digest(of: "coat".utf8))
        await expect(.unavailable) { try await store.adopt(lost, as: key) }
        #expect(try await store.stat(key) == nil)
    }

    /// The text when it was adopted, nil when the key was taken.
    private func adopts(_ text: String, as key: BlobKey) async -> String? {
        do {
            try await spool.put(Array(text.utf8), as: key, in: store)
            return text
        } catch {
            #expect((error as? CloakroomError)?.kind == .conflict)
            return nil
        }
    }
}
