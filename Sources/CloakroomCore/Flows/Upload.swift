internal import CloakroomCrypto

/// Files that were handed in under one token, as whoever may see them is told.
public struct Upload: Sendable {
    public let token: String
    public let expires: Timestamp
    /// Oldest first, never none.
    public let files: [File]
    /// The one that was just added; else the newest.
    public let latest: File

    /// - Parameter latest: what was just added.
    /// - Throws: `.fileNotFound` when there is no file.
    init(token: String, expires: Timestamp, files: [File], latest: BlobKey? = nil) throws {
        guard let newest = files.last else { throw CloakroomError(.fileNotFound) }
        self.token = token
        self.expires = expires
        self.files = files
        self.latest = files.first { $0.attachment.key == latest } ?? newest
    }

    public struct File: Sendable {
        public let attachment: Attachment
        public let original: Found
        public let thumbnail: Found?
        public let links: Links

        public struct Links: Sendable {
            public let original: AttachmentLink
            public let thumbnail: AttachmentLink
        }

        init(_ attachment: Attachment, _ record: Record, link: Links) {
            self.attachment = attachment
            original = Found(record)
            thumbnail = record.thumbnail.map { Found($0, of: record) }
            links = link
        }
    }
}

/// What opens a file of an upload for whoever has it, and leads to it for whoever may read it.
public struct AttachmentLink: Hashable, Sendable, CustomStringConvertible {
    public let id: Int64
    let signature: Digest

    init(id: Int64, signature: Digest) {
        self.id = id
        self.signature = signature
    }

    /// Nil when `text` is none of ours.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.digits + 64, text.utf8.allSatisfy(Self.isDigit),
            let id = Int64(text.prefix(Self.digits), radix: 16),
            let signature = Digest(hex: text.dropFirst(Self.digits))
        else { return nil }
        self.init(id: id, signature: signature)
    }

    /// Letters and digits only.
    public var text: String {
        let id = String(id, radix: 16)
        return String(repeating: "0", count: max(0, Self.digits - id.utf8.count)) + id + signature.hex
    }

    public var description: String { "a link to attachment \(id)" }

    private static let digits = 14

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }
}

/// Where a file goes: into a new upload, or into one that is open.
public struct UploadPlace: Sendable {
    public let token: String
    public let isNew: Bool

    public init(token: String, isNew: Bool) {
        self.token = token
        self.isNew = isNew
    }

    /// - Parameter upload: nil: a new one.
    public init(_ upload: Upload?) {
        self.init(token: upload?.token ?? UploadToken.random(), isNew: upload == nil)
    }
}

/// The token of an upload: known to whom it was given, and kept as its digest only; an upload in parts keeps it for its last
/// answer.
enum UploadToken {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let length = 25

    /// 25 letters and digits, 148 bits.
    static func random() -> String {
        var text: [UInt8] = []
        while text.count < length {
            // Bytes past the last multiple of 62 would favour the first letters.
            for byte in SecureRandom.bytes(32) where text.count < length && byte < 248 {
                text.append(letters[Int(byte) % letters.count])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func digest(_ token: String) -> Digest { Digest(of: "cloakroom-upload-1\n\(token)".utf8) }
}
