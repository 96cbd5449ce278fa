import CloakroomCore
import CloakroomCrypto
import NIOCore

/// What a read came to, for the next ones of the same text.
final class ReadPass: Sendable {
    /// What such a read is told by.
    struct Question: Hashable, Sendable {
        let uri: String
        /// Of the whole field, so that no token is kept.
        let authorization: Digest?
    }

    /// What the metrics call the route.
    let route: String
    /// The tag of who reads; nil where the path alone opens a file.
    let reader: String?
    let found: Found
    private weak let content: CachedBytes?
    /// The lines of the head that are the same for all.
    let head: ByteBuffer
    private let span: Range<Timestamp>
    private let changes: Int

    init(
        _ route: String, by reader: String?, _ file: (found: Found, content: CachedBytes), head: ByteBuffer,
        holding span: Range<Timestamp>, changes: Int
    ) {
        self.route = route
        self.reader = reader
        found = file.found
        content = file.content
        self.head = head
        self.span = span
        self.changes = changes
    }

    /// The file's bytes, while this holds. A clock that was set back ends it too.
    func bytes(at moment: Timestamp, changes: Int) -> ByteBuffer? {
        self.changes == changes && span.contains(moment) ? content?.bytes : nil
    }
}
