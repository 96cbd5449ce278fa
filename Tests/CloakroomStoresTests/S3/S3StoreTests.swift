import CloakroomCore
import CloakroomCrypto
import CloakroomTesting
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import CloakroomStores

/// Against a real server, which checks every signature.
@Suite(.enabled(if: S3Server.isThere, needsS3Server)) struct S3StoreTests {
    @Test func aWrongSecretIsRefused() async throws {
        let scratch = try Scratch()
        let (key, other) = try (key("uploads/x"), key("uploads/y"))
        let store = try scratch.bucketStore(prefix: "refused")
        try await scratch.spool.put([1], as: key, in: store)
        let thief = try scratch.bucketStore(prefix: "refused", secretKey: "guessed")
        await expect(.unavailable) { try await scratch.spool.put([1], as: other, in: thief) }
        await expect(.unavailable) { try await thief.read(key, .whole(1)) { _ in } }
        await expect(.unavailable) { _ = try await thief.stat(key) }
        await expect(.unavailable) { _ = try await thief.room() }
        await expect(.unavailable) { try await thief.list { _ in } }
        #expect((await thief.erase([key])[key] as? CloakroomError)?.kind == .unavailable)
        #expect(try await store.stat(key) != nil)
    }

    @Test func aMissingBucketHasNoMissingBlobs() async throws {
        let scratch = try Scratch()
        let key = try key("uploads/x")
        let store = try scratch.bucketStore(bucket: "not-there-at-all")
        await expect(.unavailable) { try await store.read(key, .whole(1)) { _ in } }
        await expect(.unavailable) { _ = try await store.stat(key) }
        await expect(.unavailable) { try await store.list { _ in } }
        let error = await #expect(throws: CloakroomError.self) { try await store.room() }
        #expect(error?.condition == .gone)
    }

    @Test func anyNameIsKeptAndListed() async throws {
        let scratch = try Scratch()
        let store = try scratch.bucketStore()
        let names = [
            "uploads/a b", "uploads/a+b", "uploads/a%20b", "uploads/a%2Bb", "uploads/\u{e4}\u{20ac}\u{1f600}",
            "uploads/e\u{301}", "uploads/'\"()*!~@:,;=&$#?<>[]{}|^`", "uploads/...", "uploads/.x/-",
            "uploads/&amp;", "uploads/ ", "uploads/x /y", "uploads/\u{1}\r\n\t\u{7f}\u{fffe}",
        ]
        for (number, name) in names.enumerated() {
            try await scratch.spool.put([UInt8(number)], as: key(name), in: store)
        }
        for (number, name) in names.enumerated() {
            #expect(try await store.content(of: key(name), .whole(1)) == [UInt8(number)], "\(name)")
        }
        var listed: Set<BlobKey> = []
        try await store.list { listed.formUnion($0) }
        let difference = try listed.symmetricDifference(names.map(key))
        #expect(difference == [], "\(difference)")
        #expect(try await store.erase(names.map(key)).isEmpty)
        #expect(try await store.stat(key("uploads/a+b")) == nil)
    }

    @Test func aStoreSeesNothingBesideItsPrefix() async throws {
        let scratch = try Scratch()
        let prefix = UUID().uuidString
        let (one, other) = try (scratch.bucketStore(prefix: prefix), scratch.bucketStore(prefix: prefix + "x"))
        try await scratch.spool.put([1], as: key("uploads/x"), in: other)
        #expect(try await one.stat(key("uploads/x")) == nil)
        try await one.list { Issue.record("told of \($0)") }
    }

    @Test func whatIsSentInPartsComesBackBitForBit() async throws {
        let scratch = try Scratch()
        let store = try scratch.bucketStore()
        let size = S3Store.largestPut + 5_000_001
        let content = SecureRandom.bytes(Int(size))
        let key = try key("uploads/large")
        try await scratch.spool.with(content) { file in
            try await store.adopt(file, as: key)
            try await store.replace(file, as: key)
        }
        let hasher = SHA256Hasher()
        try await store.read(key, .whole(size)) { $0.withUnsafeReadableBytes(hasher.update) }
        #expect(hasher.finish() == Digest(of: content))
        #expect(try await store.stat(key)?.size == size)
        #expect(try await store.uploads() == 0)
        #expect(await store.erase([key]).isEmpty)
    }

    @Test func aLongFileThatChangedInTheSpoolIsNotTaken() async throws {
        let scratch = try Scratch()
        let store = try scratch.bucketStore()
        let key = try key("uploads/large")
        try await scratch.spool.with([UInt8](repeating: 7, count: Int(S3Store.largestPut) + 1)) { file in
            let other = SpoolFile(path: file.path, size: file.size, digest: Digest(of: "other".utf8))
            await expect(.spoolLost) { try await store.adopt(other, as: key) }
        }
        #expect(try await store.stat(key) == nil)
        #expect(try await store.uploads() == 0)
    }

    @Test func uploadsThatACrashCutOffAreGivenUp() async throws {
        let scratch = try Scratch()
        let store = try scratch.bucketStore()
        let request = S3Request(
            method: .POST, object: client(store).location.prefix + "uploads/cut off", query: [("uploads", "")])
        _ = try await client(store).send(request, .short(.seconds(600)))
        try await store.list { _ in }
        #expect(try await store.uploads() > 0)
        try await store.abortUploads(begunBefore: WallClock.system.now().adding(seconds: 60))
        #expect(try await store.uploads() == 0)
    }

    @Test func theLabelIsKeptBesideTheBlob() async throws {
        let scratch = try Scratch()
        let store = try scratch.bucketStore()
        let key = try key("uploads/x")
        let label = BlobLabel(["name": "a b+\u{e4}\u{20ac}.txt", "kind": "chat", "type": "text/plain; charset=utf-8"])
        try await scratch.spool.with([1]) { try await store.adopt($0.labelled(label), as: key) }
        let headers = try #require(try await store.head(client(store).location.prefix + key.text)).headers
        #expect(headers.first(name: "x-amz-meta-name") == "a%20b%2B%C3%A4%E2%82%AC.txt")
        #expect(headers.first(name: "x-amz-meta-kind") == "chat")
        #expect(headers.first(name: "x-amz-meta-type") == "text%2Fplain%3B%20charset%3Dutf-8")
    }

    private func client(_ store: S3Store) -> S3Client { store.client }
}

extension S3Store {
    /// How many uploads in parts have begun and not ended below the prefix.
    fileprivate func uploads() async throws -> Int {
        let request = S3Request(
            method: .GET, object: "", query: [("uploads", ""), ("prefix", client.location.prefix)])
        return try await client.send(request, .long(patience)).document?.all("Upload").count ?? -1
    }
}
