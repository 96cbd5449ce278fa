public import CloakroomCrypto

/// A link and what its bearer brought to prove that it is ours.
public struct SignedLink: Hashable, Sendable {
    public let link: Link
    public let signature: Digest

    public init(_ link: Link, signature: Digest) {
        self.link = link
        self.signature = signature
    }
}

/// The links of one file, both with the same end.
public struct FileLinks: Hashable, Sendable {
    public let file: SignedLink
    /// Nil when there is no thumbnail.
    public let thumbnail: SignedLink?

    public var expires: Timestamp { file.link.end }
}
