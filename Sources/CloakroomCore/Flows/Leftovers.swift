internal import Synchronization

/// Rows that could not be given up when their uploads failed, for the catalog was failing too. Without this they would
/// wait for their leases to end.
final class Leftovers: Sendable {
    /// Beyond so many the leases must do.
    private static let most = 10_000
    private let records = Mutex<[BlobKey: Record]>([:])

    func add(_ record: Record) {
        records.withLock { records in
            if records.count < Self.most { records[record.key] = record }
        }
    }

    func takeAll() -> [BlobKey: Record] {
        records.withLock { records in
            defer { records = [:] }
            return records
        }
    }
}
