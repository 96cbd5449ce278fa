internal import CloakroomCore

/// A key taken apart: the folders that lead to a blob, and its name in the last of them.
struct BlobPath {
    let folders: [String]
    let name: String

    /// Nil for a key that begins with a dot: what lies there is the store's own, as are copies that are being made.
    init?(_ key: BlobKey) {
        let parts = key.parts.map(String.init)
        guard let name = parts.last, parts.first?.hasPrefix(".") == false else { return nil }
        folders = Array(parts.dropLast())
        self.name = name
    }
}
