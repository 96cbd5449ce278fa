internal import CloakroomCrypto

/// What a store keeps beside a blob, where it can: enough to write the blob's row anew when the catalog is lost.
///
/// A file's label speaks of its thumbnail, too: the thumbnail's own one says no more than what it is. What changes during a
/// file's life, such as the stores that hold it, stands in no label.
public struct BlobLabel: Hashable, Sendable {
    /// Names in lower-case ASCII letters; values are any text.
    public let fields: [String: String]

    public init(_ fields: [String: String]) {
        self.fields = fields
    }

    /// The label of a record's own bytes, or of its thumbnail's.
    init(_ record: Record, for key: BlobKey) {
        if let thumbnail = record.thumbnail, thumbnail.key == key {
            self.init(kind: "thumbnail", thumbnail.size, thumbnail.digest, thumbnail.contentType)
        } else {
            self.init(record)
        }
    }

    /// Which form the label has, under the name that tells it from other people's.
    static let version = (name: "cloakroom", number: "1")

    /// Whether Cloakroom wrote it, in whatever version; other people's tools keep notes of their own in the same place.
    var isOurs: Bool { fields[Self.version.name] != nil }

    private init(
        kind: String, _ size: Int64, _ digest: Digest, _ type: String, and others: [String: String?] = [:]
    ) {
        let common = [
            Self.version.name: Self.version.number, "kind": kind, "size": String(size), "sha256": digest.hex,
            "type": type,
        ]
        fields = common.merging(others.compactMapValues { $0 }) { first, _ in first }
    }

    private init(_ record: Record) {
        self.init(
            kind: record.kind.rawValue, record.size, record.digest, record.contentType,
            and: [
                "owner": record.owner, "name": record.name, "project": record.project?.text,
                "created": String(record.created.milliseconds),
                // Who consumes an upload keeps its files, and no label hears of that: better kept for ever than lost.
                "expires": record.kind == .upload ? nil : record.expires.map { String($0.milliseconds) },
                "thumbnailsize": record.thumbnail.map { String($0.size) },
                "thumbnailsha256": record.thumbnail?.digest.hex, "thumbnailtype": record.thumbnail?.contentType,
            ])
    }
}
