internal import CloakroomCrypto

/// A file's bytes or its thumbnail's, as the catalog knows them.
struct RecordedBlob: Sendable {
    let key: BlobKey
    /// Bytes.
    let size: Int64
    let digest: Digest
    let label: BlobLabel
}

extension Record {
    /// The blobs that a live row stands for.
    var blobs: [RecordedBlob] {
        let own = RecordedBlob(key: key, size: size, digest: digest, label: BlobLabel(self, for: key))
        guard let picture = thumbnail else { return [own] }
        let label = BlobLabel(self, for: picture.key)
        return [own, RecordedBlob(key: picture.key, size: picture.size, digest: picture.digest, label: label)]
    }
}
