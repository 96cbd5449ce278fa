public import CloakroomCrypto

/// A file of an upload: handed in under a token, perhaps with others, until somebody consumes them.
///
/// An upload is nothing but its attachments: it begins with its first file and is forgotten with its last.
public struct Attachment: Hashable, Sendable {
    /// Even; the odd number after it stands for the file's thumbnail. Below 2^53, for clients that count in doubles.
    public var id: Int64
    /// Of the upload's token, which is kept nowhere, save by an upload in parts until that is forgotten.
    public var token: Digest
    /// The key, and the path, of the file's record.
    public var key: BlobKey
    public var project: HexID
    /// Who handed it in, as in the record.
    public var owner: String
    public var created: Timestamp
    /// When the upload ends, the same for all its files.
    public var expires: Timestamp
    /// When the upload was consumed; nil while it waits.
    public var consumed: Timestamp?

    public init(
        id: Int64, token: Digest, key: BlobKey, project: HexID, owner: String, created: Timestamp, expires: Timestamp,
        consumed: Timestamp? = nil
    ) {
        self.id = id
        self.token = token
        self.key = key
        self.project = project
        self.owner = owner
        self.created = created
        self.expires = expires
        self.consumed = consumed
    }

    /// Files of one upload.
    public static let most = 100

    /// Whether the upload's token, and that of each file, still opens it.
    public func isOpen(at now: Timestamp) -> Bool { consumed == nil && now < expires }

    /// Whether both belong to the same sender and project, as the files of one upload do.
    public func isAlike(_ other: Attachment) -> Bool { project == other.project && owner == other.owner }

    /// More than 2^32 and a number that nobody meets by counting.
    static func randomID() -> Int64 {
        let bits = SecureRandom.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(1 << 52 | bits >> 12 & ~1)
    }
}
