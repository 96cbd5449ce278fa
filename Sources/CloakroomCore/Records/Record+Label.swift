internal import CloakroomCrypto

extension Record {
    /// The live record that a label speaks of; nil unless the label is one of ours, whole, and fits `key`.
    ///
    /// Labels lie where others may write. So a label says nothing about where its file is found: that follows from the key.
    init?(_ label: BlobLabel, of key: BlobKey, heldBy holders: Holders) {
        let reader = LabelReader(label)
        guard reader.isKnownVersion, FilePath.isOwn(key), FilePath.original(ofThumbnail: key.text) == nil,
            let kind = reader["kind"].flatMap(Kind.init), let owner = reader.owner,
            let path = FilePath.path(of: kind, owner: owner, key: key),
            let size = reader.number("size"), let digest = reader.digest("sha256"), let type = reader.type("type"),
            let created = reader.moment("created"), reader.canRead("project", { HexID($0) }),
            reader["expires"] == nil || reader.moment("expires") != nil
        else { return nil }
        let name = reader["name"] ?? FileName.basename(path)
        self.init(
            key: key, path: path, kind: kind, state: .live, project: reader["project"].flatMap { HexID($0) },
            owner: owner,
            name: FileName.readable(name), size: size, digest: digest, contentType: type, created: created,
            expires: reader.moment("expires"), holders: holders, thumbnail: reader.thumbnail(of: key))
    }
}

extension FilePath {
    /// Where the file under `key` is found; nil when no such file has such a key.
    static func path(of kind: Record.Kind, owner: String, key: BlobKey) -> String? {
        guard kind == .avatar else { return key.text.utf8.starts(with: "uploads/".utf8) ? key.text : nil }
        let parts = key.parts
        guard parts.count == 3, parts[0] == "avatars", parts[1].utf8.elementsEqual(owner.utf8) else { return nil }
        return avatar(of: owner)
    }
}

/// Reads the fields of a label, each of them as if somebody meant harm.
private struct LabelReader {
    private static let longestText = 1024
    private static let longestOwner = 200
    private static let longestType = 255
    /// The last millisecond of the year 9999: dates that every part of the service can write.
    private static let lastMoment: Int64 = 253_402_300_799_999

    private let fields: [String: String]

    init(_ label: BlobLabel) {
        fields = label.fields
    }

    subscript(name: String) -> String? {
        fields[name].flatMap { $0.utf8.count <= Self.longestText ? $0 : nil }
    }

    var isKnownVersion: Bool { self[BlobLabel.version.name] == BlobLabel.version.number }

    var owner: String? { printable("owner", 1...Self.longestOwner) }

    func canRead<Value>(_ name: String, _ parse: (String) -> Value?) -> Bool {
        fields[name].map { parse($0) != nil } ?? true
    }

    func number(_ name: String) -> Int64? {
        guard let text = self[name], text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int64(text)
    }

    func moment(_ name: String) -> Timestamp? {
        number(name).flatMap { $0 <= Self.lastMoment ? Timestamp(milliseconds: $0) : nil }
    }

    func digest(_ name: String) -> Digest? { self[name].flatMap { Digest(hex: $0) } }

    func type(_ name: String) -> String? {
        printable(name, 3...Self.longestType).flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? $0 : nil }
    }

    func thumbnail(of key: BlobKey) -> Thumbnail? {
        guard let key = BlobKey(FilePath.thumbnail(of: key.text)), let size = number("thumbnailsize"),
            let digest = digest("thumbnailsha256"), let type = type("thumbnailtype")
        else { return nil }
        return Thumbnail(key: key, size: size, digest: digest, contentType: type)
    }

    private func printable(_ name: String, _ length: ClosedRange<Int>) -> String? {
        guard let text = self[name], length ~= text.utf8.count, text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else {
            return nil
        }
        return text
    }
}
