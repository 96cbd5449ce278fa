public import CloakroomCore
public import NIOCore

/// A store in a folder: a blob's key is its path below the folder.
///
/// Links, folders and their removal are durable when a call returns. Symlinks are never followed, and only regular
/// files are blobs. Its file calls run on threads of its own.
public struct LocalStore: BlobStore {
    private let root: StoreRoot
    private let threads: FileThreads
    private let making = FoldersInMaking()

    /// Opens the store in the folder `root`, making it when it is missing, and removes what a copy left that was cut
    /// off. While the folder cannot be used every call throws `.unavailable`, and the store works again with it.
    /// - Parameter threads: how many file calls may be under way at once.
    public init(root: String, threads: Int = 16) {
        self.root = StoreRoot(root)
        self.threads = FileThreads(threads, name: "store")
        if let folder = try? self.root.open() { try? IncomingCopy.clean(under: folder) }
    }

    public func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        guard let path = BlobPath(key) else { throw CloakroomError(.conflict, "key \(key) is reserved") }
        try await threads.run { [root, making] in
            try Adoption(root: root.open(), making: making).adopt(spool, at: path)
        }
    }

    public func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try Task.checkCancellation()
        let (batch, blob) = try await threads.run { [root] in
            let blob = try OpenBlob(BlobPath(key), under: root.open())
            try blob.prepare(for: span)
            let batch = try blob.batch(of: span)
            // What one batch has read needs no further trip to the threads: the blob is closed here.
            return (batch, Int64(batch.readableBytes) < span.count ? blob : nil)
        }
        if batch.readableBytes > 0 { try await sink(batch) }
        guard let blob else { return }
        try await read(blob, span.dropping(Int64(batch.readableBytes)), into: sink)
    }

    public func stat(_ key: BlobKey) async throws -> BlobStat? {
        do {
            return try await threads.run { [root] in try OpenBlob(BlobPath(key), under: root.open()).stat }
        } catch let error as CloakroomError where error.kind == .blobMissing {
            return nil
        }
    }

    public func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        do {
            return try await threads.run { [root] in Erasure.erase(keys, in: try root.open()) }
        } catch {
            return Dictionary(keys.map { ($0, error) }) { first, _ in first }
        }
    }

    private func read(_ blob: OpenBlob, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        var rest = span
        while rest.count > 0 {
            try Task.checkCancellation()
            let batch = try await threads.run { [rest] in try blob.batch(of: rest) }
            rest = rest.dropping(Int64(batch.readableBytes))
            try await sink(batch)
        }
    }
}
