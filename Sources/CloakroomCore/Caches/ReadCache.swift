public import NIOCore
internal import Synchronization

/// What repeated reads need: records for at most a second, the bytes of small files, the types of legacy files.
///
/// Bytes never go stale, for a key is used once. A record does, so this process drops it at once when it changes the file,
/// and looks again after a second for what other processes changed. Expiry is decided by the record's own time.
struct ReadCache: Sendable {
    /// Milliseconds that a record is believed.
    static let recordAge: Int64 = 1000
    /// Bytes: larger files are read from the store each time.
    static let largestBlob: Int64 = 64 << 10
    /// Bytes of all small files together.
    static let blobCapacity = 32 << 20

    /// A record as it was seen, and what is served of it.
    final class Sighting: Sendable {
        let record: Record
        let at: Timestamp
        var until: Timestamp { at.adding(milliseconds: recordAge) }
        let file: Found
        let thumbnail: Found?

        init(_ record: Record, at moment: Timestamp) {
            self.record = record
            at = moment
            file = Found(record)
            thumbnail = record.thumbnail.map { Found($0, of: record) }
        }
    }

    struct LegacyID: Hashable, Sendable {
        let key: BlobKey
        let stat: BlobStat
    }

    private let records = BoundedCache<String, Sighting>(capacity: 20_000)
    /// Of rows, and among them of those that change what is served.
    private let rowChanges = ChangeCount()
    let changes = ChangeCount()
    let blobs = BoundedCache<BlobKey, CachedBytes>(capacity: blobCapacity)
    let legacyTypes = BoundedCache<LegacyID, String>(capacity: 4_000)

    func sighting(_ path: String, at now: Timestamp) -> Sighting? {
        guard let seen = records.value(for: path) else { return nil }
        let age = now.since(seen.at)
        return age >= 0 && age < Self.recordAge ? seen : nil
    }

    /// Looks a record up and remembers it, unless some row was changed meanwhile: it may have been this one.
    func remembering(
        _ path: String, at now: Timestamp, _ find: () async throws -> Record?
    ) async throws -> Sighting? {
        let before = rowChanges.value
        guard let record = try await find() else { return nil }
        let sighting = Sighting(record, at: now)
        records.insert(sighting, for: path) { rowChanges.value == before }
        return sighting
    }

    /// What is known of the file at `path` counts no more, neither here nor with those who remember it.
    func forget(_ path: String) {
        records.removeValue(for: path) {
            rowChanges.count()
            changes.count()
        }
    }

    /// The row at `path` has changed, and nothing that was served of it.
    func renew(_ path: String) {
        records.removeValue(for: path) { rowChanges.count() }
    }
}

/// A small file's bytes. Whoever remembers them weakly has them for as long as the cache, and no longer.
public final class CachedBytes: Sendable {
    public let bytes: ByteBuffer

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }
}

/// How often something was changed.
final class ChangeCount: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }

    func count() { number.wrappingAdd(1, ordering: .sequentiallyConsistent) }
}
