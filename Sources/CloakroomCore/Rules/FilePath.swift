/// The shapes of public paths. A path is also the blob key of every file but an avatar.
public enum FilePath {
    /// The prefix of a thumbnail's name beside its original.
    public static let thumbnailPrefix = "thumbnails_200_200-"
    private static let prefixBytes = Array(thumbnailPrefix.utf8)

    static func chat(owner: String, name: FileName) -> String {
        "uploads/users/\(owner)/files/\(SealedUUID.random())/\(name.stored)"
    }

    static func older(in folder: String, owner: String, name: FileName) -> String {
        "uploads/\(owner)/\(folder)/\(SealedUUID.random())/\(name.stored)"
    }

    static func asset(project: HexID, name: FileName) -> String {
        "uploads/projects/\(project)/files/\(SealedUUID.random())/\(name.stored)"
    }

    /// The same for every format, so that clients find a picture by knowing only whose it is.
    static func avatar(of id: String) -> String {
        "uploads/users/\(id)/images/photo.jpg"
    }

    /// Outside `uploads/`, so that no key of ours is ever taken for a legacy file's path.
    static func avatarKey(of id: String) -> String {
        "avatars/\(id)/\(SealedUUID.random()).jpg"
    }

    /// Whether this service made the key: the folder or the file that it names carries our seal. Bytes under such a key
    /// always had a row; under any other they may be an earlier system's.
    static func isOwn(_ key: BlobKey) -> Bool {
        let parts = BlobKey.parts(of: original(ofThumbnail: key.text) ?? key.text)
        return parts.suffix(2).contains { SealedUUID.isSealed($0.prefix { $0 != "." }) }
    }

    /// The path of the thumbnail beside `path`.
    public static func thumbnail(of path: String) -> String {
        let (folder, name) = split(path)
        return folder + thumbnailPrefix + name
    }

    /// The path whose thumbnail `path` would be; nil when it has not that shape.
    static func original(ofThumbnail path: String) -> String? {
        var path = path
        return path.withUTF8 { bytes in
            let name = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
            guard bytes[name...].starts(with: prefixBytes) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count - prefixBytes.count) { original in
                let start = original.initialize(fromContentsOf: bytes[..<name])
                return original[start...].initialize(fromContentsOf: bytes[(name + prefixBytes.count)...])
            }
        }
    }

    /// The path up to its last slash, and what stands behind it.
    private static func split(_ path: String) -> (folder: String, name: Substring) {
        let cut = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        return (String(path[..<cut]), path[cut...])
    }

    /// Whom a path without a record belongs to.
    enum Holder: Hashable {
        case project(HexID)
        /// `photo` when it is the user's or bot's avatar or its thumbnail.
        case person(String, photo: Bool)
        case nobody
    }

    static func holder(ofLegacy path: String) -> Holder {
        let parts = BlobKey.parts(of: path)
        guard parts.count > 3, parts[0] == "uploads" else { return .nobody }
        switch parts[1] {
        case "projects": return HexID(parts[2]).map(Holder.project) ?? .nobody
        case "users":
            let tail = parts.dropFirst(3).joined(separator: "/")
            let isPhoto = ["images/photo.jpg", "images/\(thumbnailPrefix)photo.jpg"].contains(tail)
            return .person(String(parts[2]), photo: isPhoto)
        default: return .nobody
        }
    }
}
