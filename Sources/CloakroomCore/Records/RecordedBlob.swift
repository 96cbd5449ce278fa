internal import CloakroomCrypto

/// A file's bytes or its thumbnail's, as the catalog knows them.
struct RecordedBlob: Sendable {
    let key: BlobKey
    /// Bytes.
    let size: Int64
    let digest: Digest
}

extension Record {
    /// The blobs that a live row stands for.
    var blobs: [RecordedBlob] {
        let own = RecordedBlob(key: key, size: size, digest: digest)
        return [own] + (thumbnail.map { [RecordedBlob(key: $0.key, size: $0.size, digest: $0.digest)] } ?? [])
    }
}
