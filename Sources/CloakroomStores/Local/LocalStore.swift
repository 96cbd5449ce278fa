public import CloakroomCore
public import NIOCore

/// A store in a folder: a blob's key is its path below the folder.
///
/// Links, folders and their removal are durable when a call returns. Symlinks are never followed, and only regular
/// files are blobs. Its file calls run on threads of its own.
public struct LocalStore: BlobStore, BlobListing, BlobLabelling {
    private let root: StoreRoot
    private let threads: FileThreads
    private let floor: FreeSpaceFloor
    private let patience: Duration
    private let making = FoldersInMaking()

    /// Opens the store in the folder `root`, and removes what a copy left that was cut off. While the folder cannot be used
    /// every call throws `.unavailable`, and the store works again with it.
    /// - Parameters:
    ///   - isNew: whether a store may be founded in `root`, which is made when it is missing. Otherwise a folder without
    ///     the store's marker is an empty mount point, and not the store.
    ///   - floor: space that copies from another file system leave free.
    ///   - patience: how long one file call may take.
    ///   - threads: how many file calls may be under way at once.
    public init(
        root: String, isNew: Bool = true, floor: FreeSpaceFloor = FreeSpaceFloor(bytes: 0),
        patience: Duration = .seconds(10), threads: Int = 16
    ) {
        self.root = StoreRoot(root, isNew: isNew)
        self.threads = FileThreads(threads, name: "store")
        self.floor = floor
        self.patience = patience
        if let folder = try? self.root.open() { try? IncomingCopy.clean(under: folder) }
    }

    /// The file that tells a store's folder from an empty mount point.
    public static var marker: String { StoreRoot.marker }

    /// Whether the store is there: founded by now, or found.
    public var isThere: Bool { (try? root.open()) != nil }

    /// Whether files can have labels here; true when nobody can tell now.
    public var keepsLabels: Bool { root.keepsLabels }

    public func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await adopt(spool, as: key, replacing: false)
    }

    public func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await adopt(spool, as: key, replacing: true)
    }

    private func adopt(_ spool: SpoolFile, as key: BlobKey, replacing: Bool) async throws {
        guard let path = BlobPath(key) else { throw CloakroomError(.conflict, "key \(key) is reserved") }
        let patience = patience + .seconds(spool.size / Self.slowestDisk)
        try await threads.run(within: patience) { [root, making, floor] isAwaited in
            let adoption = try Adoption(
                root: root.open(), making: making, floor: floor, replaces: replacing, isAwaited: isAwaited)
            try adoption.adopt(spool, at: path)
        }
    }

    public func room() async throws -> Int64 {
        try await threads.run(within: patience) { [root, floor] _ in try floor.room(at: root.open().descriptor) }
    }

    public func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try Task.checkCancellation()
        let (batch, blob) = try await threads.run(within: patience) { [root] _ in
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

    public func stat(_ key: BlobKey) async throws -> BlobStat? { try await look(at: key) { $0.stat } }

    public func describe(_ key: BlobKey) async throws -> BlobDescription? { try await look(at: key) { $0.description } }

    private func look<Result: Sendable>(
        at key: BlobKey, _ work: @escaping @Sendable (OpenBlob) -> Result
    ) async throws -> Result? {
        do {
            return try await threads.run(within: patience) { [root] _ in
                work(try OpenBlob(BlobPath(key), under: root.open()))
            }
        } catch let error as CloakroomError where error.kind == .blobMissing {
            return nil
        }
    }

    public func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        do {
            let patience = patience + Self.slowestErasure * keys.count
            return try await threads.run(within: patience) { [root] _ in Erasure.erase(keys, in: try root.open()) }
        } catch {
            return Dictionary(keys.map { ($0, error) }) { first, _ in first }
        }
    }

    public func list(into sink: ([BlobKey]) async throws -> Void) async throws {
        let walk = try await threads.run { [root] in try BlobWalk(through: root.open()) }
        while true {
            try Task.checkCancellation()
            let keys = try await threads.run { try walk.next() }
            guard !keys.isEmpty else { return }
            try await sink(keys)
        }
    }

    private func read(_ blob: OpenBlob, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        var rest = span
        while rest.count > 0 {
            try Task.checkCancellation()
            let batch = try await threads.run(within: patience) { [rest] _ in try blob.batch(of: rest) }
            rest = rest.dropping(Int64(batch.readableBytes))
            try await sink(batch)
        }
    }

    /// Bytes a second, and time for one key: what is slower than this counts as hanging.
    private static let slowestDisk: Int64 = 1 << 20
    private static let slowestErasure = Duration.milliseconds(100)
}
