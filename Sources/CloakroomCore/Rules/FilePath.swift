/// The shapes of public paths. A path is also the blob key of every file but an avatar.
public enum FilePath {
    /// The prefix of a thumbnail's name beside its original.
    public static let thumbnailPrefix = "thumbnails_200_200-"

    static func chat(owner: String, name: FileName) -> String {
        "uploads/users/\(owner)/files/\(SealedUUID.random())/\(name.stored)"
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
        let parts = (original(ofThumbnail: key.text) ?? key.text).split(separator: "/")
        return parts.suffix(2).contains { SealedUUID.isSealed($0.prefix { $0 != "." }) }
    }

    /// The path of the thumbnail beside `path`.
    public static func thumbnail(of path: String) -> String {
        let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return String(path[..<cut]) + thumbnailPrefix + String(path[cut...])
    }

    /// The path whose thumbnail `path` would be; nil when it has not that shape.
    static func original(ofThumbnail path: String) -> String? {
        let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard path[cut...].hasPrefix(thumbnailPrefix) else { return nil }
        return String(path[..<cut]) + String(path[cut...].dropFirst(thumbnailPrefix.count))
    }

    /// Whom a path without a record belongs to.
    enum Holder: Hashable {
        case project(HexID)
        /// `photo` when it is the user's or bot's avatar or its thumbnail.
        case person(String, photo: Bool)
        case nobody
    }

    static func holder(ofLegacy path: String) -> Holder {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
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
