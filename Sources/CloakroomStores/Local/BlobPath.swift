internal import CloakroomCore

/// A key taken apart: the folders that lead to a blob, and its name in the last of them.
struct BlobPath {
    let folders: [String]
    let name: String

    /// Nil for a key in the folder where copies are made: what lies there is not finished and nobody's blob.
    init?(_ key: BlobKey) {
        let parts = key.text.split(separator: "/").map(String.init)
        guard let name = parts.last, parts.first != IncomingCopy.folder else { return nil }
        folders = Array(parts.dropLast())
        self.name = name
    }
}
