public import CloakroomCrypto

/// A file or thumbnail that may be served to whoever asked.
public final class Found: Sendable {
    public let key: BlobKey
    public let path: String
    /// Bytes.
    public let size: Int64
    /// Nil for a legacy file, whose bytes were never hashed.
    public let digest: Digest?
    public let contentType: String
    public let name: String
    public let modified: Timestamp
    public let expires: Timestamp?
    /// Whether the bytes behind the path may change: those of an avatar and of a legacy file.
    public let isReplaceable: Bool
    /// The path of its thumbnail, if it has one.
    public let thumbnail: String?
    /// The row that it is, or whose thumbnail it is; nil for a legacy file.
    let record: Record?

    init(_ record: Record) {
        key = record.key
        path = record.path
        size = record.size
        digest = record.digest
        contentType = record.contentType
        name = record.name
        modified = record.created
        expires = record.expires
        isReplaceable = record.kind == .avatar
        thumbnail = record.thumbnail.map { _ in FilePath.thumbnail(of: record.path) }
        self.record = record
    }

    init(_ thumbnail: Thumbnail, of record: Record) {
        key = thumbnail.key
        path = FilePath.thumbnail(of: record.path)
        size = thumbnail.size
        digest = thumbnail.digest
        contentType = thumbnail.contentType
        name = FilePath.thumbnailPrefix + record.name
        modified = record.created
        expires = record.expires
        isReplaceable = record.kind == .avatar
        self.thumbnail = nil
        self.record = record
    }

    init(legacy key: BlobKey, _ stat: BlobStat, contentType: String) {
        self.key = key
        path = key.text
        size = stat.size
        digest = nil
        self.contentType = contentType
        name = key.parts.last.map(String.init) ?? "file"
        modified = stat.modified
        expires = nil
        isReplaceable = true
        thumbnail = nil
        record = nil
    }
}
