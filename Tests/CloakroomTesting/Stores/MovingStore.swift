public import CloakroomCore
internal import NIOCore

/// A pair of stores in which a blob goes home just when a reader has looked for it in primary, and not yet in secondary.
public struct MovingStore: Sendable {
    public let first: any BlobStore
    public let second: any BlobStore

    public init(primary: any BlobStore, secondary: any BlobStore, spool: any Spool) {
        first = primary
        second = Emptied(secondary) { key in
            guard let size = try await secondary.stat(key)?.size else { return }
            let bytes = try await secondary.content(of: key, .whole(size))
            try await spool.put(bytes, as: key, in: primary)
            _ = await secondary.erase([key])
        }
    }

    private struct Emptied: BlobStore {
        let inner: any BlobStore
        let beforeReading: @Sendable (BlobKey) async throws -> Void

        init(_ inner: any BlobStore, beforeReading: @escaping @Sendable (BlobKey) async throws -> Void) {
            self.inner = inner
            self.beforeReading = beforeReading
        }

        func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
            try await beforeReading(key)
            try await inner.read(key, span, into: sink)
        }

        func adopt(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.adopt(spool, as: key) }
        func replace(_ spool: SpoolFile, as key: BlobKey) async throws { try await inner.replace(spool, as: key) }
        func stat(_ key: BlobKey) async throws -> BlobStat? { try await inner.stat(key) }
        func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] { await inner.erase(keys) }
    }
}
