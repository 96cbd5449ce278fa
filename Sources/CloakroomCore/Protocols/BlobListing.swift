/// A store that can tell what it holds.
public protocol BlobListing: Sendable {
    /// Streams the keys of all blobs, in batches and in no order, into `sink`, which paces the listing. A blob that comes
    /// or goes meanwhile may be told of or not, every other one is told of once. Memory does not grow with their number.
    /// - Throws: `.unavailable`, and whatever `sink` throws.
    func list(into sink: ([BlobKey]) async throws -> Void) async throws
}
