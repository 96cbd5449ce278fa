public import CloakroomCore
internal import Foundation
public import NIOCore
internal import Synchronization

/// A store in memory. It keeps every promise of `BlobStore` but durability.
public final class MemoryStore: BlobStore, BlobListing, BlobLabelling {
    private struct Blob {
        let bytes: ByteBuffer
        let modified: Timestamp
        let label: BlobLabel?
    }

    private static let batchSize = 64 << 10

    private let blobs = Mutex<[BlobKey: Blob]>([:])
    private let clock: WallClock

    public init(clock: WallClock = .system) {
        self.clock = clock
    }

    /// Everything that is held, so that a test can tell that nothing was left behind.
    public var keys: Set<BlobKey> { blobs.withLock { Set($0.keys) } }

    public func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        let blob = try blob(spool)
        try blobs.withLock { blobs in
            guard blobs[key] == nil else { throw CloakroomError(.conflict, "\(key)") }
            blobs[key] = blob
        }
    }

    public func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        let blob = try blob(spool)
        blobs.withLock { $0[key] = blob }
    }

    private func blob(_ spool: SpoolFile) throws -> Blob {
        guard let content = FileManager.default.contents(atPath: spool.path) else {
            throw CloakroomError(.unavailable, "no spool file \(spool.path)")
        }
        return Blob(bytes: ByteBuffer(bytes: content), modified: clock.now(), label: spool.label)
    }

    public func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        guard let blob = blobs.withLock({ $0[key] }) else { throw CloakroomError(.blobMissing, "\(key)") }
        guard span.end <= Int64(blob.bytes.readableBytes) else {
            throw CloakroomError(.blobUnreadable, "\(key) is short")
        }
        var rest = blob.bytes.getSlice(at: Int(span.start), length: Int(span.count)) ?? ByteBuffer()
        while rest.readableBytes > 0, let batch = rest.readSlice(length: min(rest.readableBytes, Self.batchSize)) {
            try await sink(batch)
        }
    }

    public func stat(_ key: BlobKey) async throws -> BlobStat? { try await describe(key)?.stat }

    public func describe(_ key: BlobKey) async throws -> BlobDescription? {
        blobs.withLock { $0[key] }.map { blob in
            let stat = BlobStat(size: Int64(blob.bytes.readableBytes), modified: blob.modified)
            return BlobDescription(stat: stat, label: blob.label)
        }
    }

    public func list(into sink: ([BlobKey]) async throws -> Void) async throws {
        let all = blobs.withLock { Array($0.keys) }
        for start in stride(from: 0, to: all.count, by: 2) {
            try await sink(Array(all[start..<min(start + 2, all.count)]))
        }
    }

    public func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        blobs.withLock { blobs in keys.forEach { blobs[$0] = nil } }
        return [:]
    }
}
