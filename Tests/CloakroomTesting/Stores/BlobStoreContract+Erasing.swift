internal import CloakroomCore
internal import Testing

extension BlobStoreContract {
    func erasedBlobIsGone() async throws {
        let keys = try ["uploads/a/x", "uploads/a/y", "uploads/b/x"].map(key)
        for key in keys { try await spool.put(Array("coat".utf8), as: key, in: store) }
        #expect(await store.erase(keys).isEmpty)
        for key in keys {
            #expect(try await store.stat(key) == nil)
            await expect(.blobMissing) { try await store.read(key, .whole(4)) { _ in } }
        }
    }

    func erasingTheAbsentSucceeds() async throws {
        let key = try key("uploads/a/x")
        #expect(await store.erase([]).isEmpty)
        #expect(await store.erase([key, key]).isEmpty)
        try await spool.put(Array("coat".utf8), as: key, in: store)
        #expect(await store.erase([key, key]).isEmpty)
        #expect(await store.erase([key]).isEmpty)
    }

    func erasingLeavesTheRest() async throws {
        let kept = try ["uploads/a/x", "uploads/a-b/x", "uploads/z", "uploads/a/xy"].map(key)
        let gone = try ["uploads/a/y", "uploads/a/b/x", "uploads/y"].map(key)
        for key in kept + gone { try await spool.put(Array("coat".utf8), as: key, in: store) }
        #expect(await store.erase(gone).isEmpty)
        for key in kept { #expect(try await text(key, 4) == "coat") }
    }
}

extension BlobStoreContract {
    func key(_ text: String) throws -> BlobKey { try #require(BlobKey(text)) }

    func text(_ key: BlobKey, _ size: Int64) async throws -> String {
        String(decoding: try await store.content(of: key, .whole(size)), as: UTF8.self)
    }

    func expect(_ kind: CloakroomError.Kind, of action: () async throws -> Void) async {
        let error = await #expect(throws: CloakroomError.self) { try await action() }
        #expect(error?.kind == kind)
    }
}
