internal import CloakroomCore
internal import Testing

extension BlobStoreContract {
    func everyBlobIsListedOnce() async throws {
        #expect(try await store.keys.isEmpty)
        let names = (0..<1200).map { "uploads/\($0 % 7)/\($0 % 600)/\($0)" } + ["x", "avatars/a b\u{e4}\"'%"]
        for name in names { try await spool.put([1], as: key(name), in: store) }
        #expect(try await store.keys.map(\.text).sorted() == names.sorted())
    }

    func whatWasErasedIsNotListed() async throws {
        for name in ["uploads/a/x", "uploads/a/y"] { try await spool.put([1], as: key(name), in: store) }
        _ = await store.erase([try key("uploads/a/x")])
        #expect(try await store.keys.map(\.text) == ["uploads/a/y"])
    }

    func sinkEndsTheListing() async throws {
        struct Enough: Error {}
        try await spool.put([1], as: key("uploads/a/x"), in: store)
        await #expect(throws: Enough.self) { try await store.list { _ in throw Enough() } }
    }
}

extension BlobListing {
    /// All keys, gathered.
    var keys: [BlobKey] {
        get async throws {
            var keys: [BlobKey] = []
            try await list { keys += $0 }
            return keys
        }
    }
}
