public import CloakroomCore
public import NIOCore
internal import Synchronization

/// A store that does as another one, until it is told to fail.
public final class FailingStore: BlobStore, BlobListing, BlobLabelling {
    public enum Health: Hashable, Sendable {
        case well
        /// Every call fails, and changes nothing.
        case unavailable
        /// Nothing can be added, the rest works.
        case full
        /// No blob can be looked at or read, the rest works.
        case unreadable
        /// Nothing can be added or erased, the rest works.
        case unwritable
        /// What is spooled cannot be made durable, the rest works.
        case losing
        /// A read fails once it has handed out so many bytes, the rest works.
        case breakingOff(after: Int64)
    }

    private let inner: any BlobStore & BlobListing & BlobLabelling
    private let state = Mutex(Health.well)
    private let count = Mutex(0)

    public init(_ inner: any BlobStore & BlobListing & BlobLabelling) {
        self.inner = inner
    }

    public var health: Health {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// How many calls have come so far.
    public var calls: Int { count.withLock { $0 } }

    public func fail() { health = .unavailable }
    public func fill() { health = .full }
    public func heal() { health = .well }

    public func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try checkIsWritable()
        try await inner.adopt(spool, as: key)
    }

    public func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        try checkIsWritable()
        try await inner.replace(spool, as: key)
    }

    public func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        try checkIsAvailable()
        try checkIsReadable()
        guard case .breakingOff(let count) = health, let start = ByteSpan(start: span.start, count: count),
            count < span.count
        else { return try await inner.read(key, span, into: sink) }
        try await inner.read(key, start, into: sink)
        throw CloakroomError(.unavailable, "told to break off")
    }

    public func stat(_ key: BlobKey) async throws -> BlobStat? {
        try checkIsAvailable()
        try checkIsReadable()
        return try await inner.stat(key)
    }

    public func describe(_ key: BlobKey) async throws -> BlobDescription? {
        try checkIsAvailable()
        try checkIsReadable()
        return try await inner.describe(key)
    }

    public func list(into sink: ([BlobKey]) async throws -> Void) async throws {
        try checkIsAvailable()
        try await inner.list(into: sink)
    }

    public func room() async throws -> Int64 {
        try checkIsAvailable()
        return health == .full ? 0 : try await inner.room()
    }

    public func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        do {
            try checkIsAvailable()
            guard health != .unwritable else { throw CloakroomError(.unavailable, "told to be unwritable") }
            return await inner.erase(keys)
        } catch {
            return Dictionary(keys.map { ($0, error) }) { first, _ in first }
        }
    }

    private func checkIsReadable() throws {
        guard health != .unreadable else { throw CloakroomError(.unavailable, "told to be unreadable") }
    }

    private func checkIsWritable() throws {
        try checkIsAvailable()
        guard health != .full else { throw CloakroomError(.noSpace, "told to be full") }
        guard health != .losing else { throw CloakroomError(.spoolLost, "told to lose it") }
        guard health != .unwritable else { throw CloakroomError(.unavailable, "told to be unwritable") }
    }

    private func checkIsAvailable() throws {
        count.withLock { $0 += 1 }
        guard health != .unavailable else { throw CloakroomError(.unavailable, "told to fail") }
    }
}
