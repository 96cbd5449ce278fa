/// Finds out what a file is, and makes its thumbnail.
public protocol MediaInspector: Sendable {
    /// Holds the bytes against what the client claims.
    /// - Throws: `.contentMismatch` or `.contentUnverifiable` when the bytes are not what is claimed, `.busy` when too
    ///   many files wait already, or the machine has too much to do to look to the end.
    func inspect(_ file: SpoolFile, as claim: MediaClaim) async throws -> Inspection
}

/// What a client says a file is.
public struct MediaClaim: Hashable, Sendable {
    /// Lower case with its dot, for example `.pdf`.
    public var fileExtension: String
    /// The declared MIME type in lower case without parameters; nil when unspecified
    /// (missing or `application/octet-stream`).
    public var declaredType: String?
    public var wantsThumbnail: Bool

    public init(fileExtension: String, declaredType: String? = nil, wantsThumbnail: Bool = false) {
        self.fileExtension = fileExtension
        self.declaredType = declaredType
        self.wantsThumbnail = wantsThumbnail
    }
}

/// What a file turned out to be.
public struct Inspection: Hashable, Sendable {
    /// The type to serve, with parameters.
    public var contentType: String
    /// Nil when none was wanted, the type has none, or the pixels could not be decoded within the limits.
    public var thumbnail: Picture?

    public struct Picture: Hashable, Sendable {
        public var bytes: [UInt8]
        public var contentType: String
        public init(bytes: [UInt8], contentType: String) {
            self.bytes = bytes
            self.contentType = contentType
        }
    }

    public init(contentType: String, thumbnail: Picture? = nil) {
        self.contentType = contentType
        self.thumbnail = thumbnail
    }
}
