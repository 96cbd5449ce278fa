public import CloakroomCore
internal import CloakroomCrypto
internal import Testing

/// Every sentence of ``Catalog``, to be checked against each implementation with an empty site for each promise.
public enum CatalogContract {
    public typealias Site = ContractSite<any Catalog>

    public static let promises: [Promise<any Catalog>] =
        reserving + publishing + finding + retiring + sweeping + copying + counting + sharing

    static let start = Timestamp(milliseconds: 1_800_000_000_000)

    static func after(_ seconds: Int64) -> Timestamp { start.adding(seconds: seconds) }

    static func key(_ text: String) throws -> BlobKey { try #require(BlobKey(text)) }

    /// A chat file: its path is its key, its lease ends after a minute.
    static func file(_ key: String, expires: Timestamp? = nil) throws -> Record {
        try Record(
            key: self.key(key), path: key, kind: .chat, project: HexID("0123456789abcdef01234567"), owner: "owner",
            name: "note.txt", size: 100, digest: Digest(of: key.utf8), contentType: "text/plain; charset=utf-8",
            created: start, expires: expires, lease: .init(owner: "process", until: after(60)))
    }

    /// An avatar: a fixed path, a key for each upload, a thumbnail of 10 bytes.
    static func avatar(_ key: String, path: String = "users/1/photo.jpg") throws -> Record {
        let thumbnail = try Thumbnail(
            key: self.key(key + ".thumb"), size: 10, digest: Digest(of: [1]), contentType: "image/jpeg")
        return try Record(
            key: self.key(key), path: path, kind: .avatar, project: nil, owner: "owner", name: "photo.jpg",
            size: 100, digest: Digest(of: key.utf8), contentType: "image/jpeg", created: start, thumbnail: thumbnail,
            lease: .init(owner: "process", until: after(60)))
    }
}

extension Catalog {
    /// Reserves and publishes.
    func keep(
        _ record: Record, heldBy holders: Record.Holders = .primary, at now: Timestamp = CatalogContract.start
    ) async throws {
        try await reserve(record)
        try await publish(record.key, heldBy: holders, at: now)
    }

    func state(at path: String) async throws -> Record.State? { try await find(path: path)?.state }

    func keysDue(at now: Timestamp, limit: Int = 100, claim: Int64 = 600) async throws -> Set<String> {
        try await Set(due(at: now, limit: limit, claim: claim, by: "sweeper").map(\.key.text))
    }
}
