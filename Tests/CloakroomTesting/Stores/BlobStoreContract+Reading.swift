internal import CloakroomCore
internal import CloakroomCrypto
internal import NIOCore
internal import Testing

extension BlobStoreContract {
    func anySpanCanBeRead() async throws {
        let key = try key("uploads/x")
        try await spool.put(Array("0123456789".utf8), as: key, in: store)
        for (start, count) in [(0, 10), (0, 1), (3, 4), (9, 1), (10, 0), (5, 0)] as [(Int64, Int64)] {
            let span = try #require(ByteSpan(start: start, count: count))
            let expected = Array("0123456789".utf8)[Int(start)..<Int(start + count)]
            #expect(try await store.content(of: key, span) == Array(expected))
        }
    }

    func largeBlobArrivesInOrder() async throws {
        let key = try key("uploads/large")
        let content = SecureRandom.bytes(5_000_000)
        try await spool.put(content, as: key, in: store)
        #expect(try await Digest(of: store.content(of: key, .whole(5_000_000))) == Digest(of: content))
        let span = try #require(ByteSpan(start: 1_000_001, count: 2_000_003))
        #expect(try await Digest(of: store.content(of: key, span)) == Digest(of: content[1_000_001..<3_000_004]))
    }

    func absentBlobIsMissing() async throws {
        try await spool.put(Array("coat".utf8), as: key("uploads/a/x"), in: store)
        for absent in ["uploads/a/y", "uploads/b/x", "elsewhere", "uploads/a/x/below"] {
            let key = try key(absent)
            await expect(.blobMissing) { try await store.read(key, .whole(0)) { _ in } }
            #expect(try await store.stat(key) == nil)
        }
    }

    func shortBlobIsUnreadable() async throws {
        let key = try key("uploads/x")
        try await spool.put(Array("coat".utf8), as: key, in: store)
        await expect(.blobUnreadable) { try await store.read(key, .whole(5)) { _ in } }
    }

    func sinkEndsTheReading() async throws {
        struct Enough: Error {}
        let key = try key("uploads/x")
        try await spool.put([UInt8](repeating: 7, count: 3_000_000), as: key, in: store)
        var calls = 0
        await #expect(throws: Enough.self) {
            try await store.read(key, .whole(3_000_000)) { _ in
                calls += 1
                throw Enough()
            }
        }
        #expect(calls == 1)
    }

    func statTellsSizeAndTime() async throws {
        let key = try key("uploads/x")
        try await spool.put(Array("coat".utf8), as: key, in: store)
        let stat = try #require(try await store.stat(key))
        #expect(stat.size == 4)
        #expect(stat.modified.seconds > 1_500_000_000)
    }

    func folderOfABlobIsNoBlob() async throws {
        try await spool.put(Array("coat".utf8), as: key("uploads/a/x"), in: store)
        let folder = try key("uploads/a")
        #expect(try await store.stat(folder) == nil)
        await expect(.blobMissing) { try await store.read(folder, .whole(0)) { _ in } }
        #expect(await store.erase([folder]).isEmpty)
        #expect(try await text(key("uploads/a/x"), 4) == "coat")
    }
}
