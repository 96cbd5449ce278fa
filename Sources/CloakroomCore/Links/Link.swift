/// What a signed link opens: one file, until a moment, in one disposition.
public struct Link: Hashable, Sendable {
    public let path: String
    /// Seconds since 1970; from then on the link opens nothing.
    public let expires: Int64
    /// Whether the file is to be saved rather than shown.
    public let isAttachment: Bool

    /// Nil for a path with control characters, which no file has.
    public init?(path: String, expires: Int64, isAttachment: Bool) {
        guard !path.isEmpty, path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        self.path = path
        self.expires = expires
        self.isAttachment = isAttachment
    }

    /// A link to an attachment. No file's path begins so: it opens nothing anywhere else.
    init(attachment id: Int64, expires: Int64) {
        path = "attachments/\(id)"
        self.expires = expires
        isAttachment = false
    }

    public var end: Timestamp { Timestamp(milliseconds: 0).adding(seconds: expires) }

    /// What is signed: four lines, the last one without its end. No line can hold a line feed, so no two links have the
    /// same text; the first line names this form, so that a later one is never taken for it.
    var signedText: String {
        "cloakroom-link-1\n\(expires)\n\(isAttachment ? "attachment" : "inline")\n\(path)"
    }
}
