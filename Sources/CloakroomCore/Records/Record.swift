public import CloakroomCrypto

/// What the catalog knows of one file. Its identity is `key`: every upload has a key of its own.
public struct Record: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case chat, asset, avatar, upload }

    /// `reserved -> live -> retired -> forgotten` (the row is gone). Only `live` rows are ever served.
    public enum State: String, Sendable { case reserved, live, retired }

    /// The stores that are known to hold the bytes. A sweep erases them in both, for a store that failed may have kept
    /// what it did not acknowledge.
    public struct Holders: OptionSet, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let primary = Holders(rawValue: 1)
        public static let secondary = Holders(rawValue: 2)
        public static let both: Holders = [.primary, .secondary]
    }

    public var key: BlobKey
    /// The public name. Several records may share one (an avatar and those it replaced), at most one of them live.
    public var path: String
    public var kind: Kind
    public var state: State
    /// The project whose members may read the file; nil for an avatar, and for what is its sender's alone.
    public var project: HexID?
    /// The tag of the principal that handed the file in (``Principal/ownerTag``); for an avatar the id that it shows.
    public var owner: String
    /// The client's own name for the file, for Content-Disposition.
    public var name: String
    /// Bytes.
    public var size: Int64
    public var digest: Digest
    /// As verified, with parameters, for example `text/plain; charset=utf-8`.
    public var contentType: String
    public var created: Timestamp
    public var expires: Timestamp?
    public var holders: Holders
    /// Copies that are still to be made; nil when there are none, and for every row that is not live.
    public var debt: Debt?
    public var thumbnail: Thumbnail?
    /// The process that reserved the row and until when nobody else may touch it; nil in every other state.
    public var lease: Lease?

    public struct Debt: Hashable, Sendable {
        /// The stores that are owed a copy: they have none, or not a good one.
        public var stores: Holders
        public var since: Timestamp

        /// Nil when nothing is owed to anybody.
        public init?(to stores: Holders, since: Timestamp) {
            guard !stores.isEmpty else { return nil }
            self.stores = stores
            self.since = since
        }
    }

    public struct Lease: Hashable, Sendable {
        public var owner: String
        public var until: Timestamp
        public init(owner: String, until: Timestamp) {
            self.owner = owner
            self.until = until
        }
    }

    public init(
        key: BlobKey, path: String, kind: Kind, state: State = .reserved, project: HexID?, owner: String, name: String,
        size: Int64, digest: Digest, contentType: String, created: Timestamp, expires: Timestamp? = nil,
        holders: Holders = [], debt: Debt? = nil, thumbnail: Thumbnail? = nil, lease: Lease? = nil
    ) {
        self.key = key
        self.path = path
        self.kind = kind
        self.state = state
        self.project = project
        self.owner = owner
        self.name = name
        self.size = size
        self.digest = digest
        self.contentType = contentType
        self.created = created
        self.expires = expires
        self.holders = holders
        self.debt = debt
        self.thumbnail = thumbnail
        self.lease = lease
    }

    /// Whether the file may be served at `now`: at the second it expires it is gone.
    public func isServed(at now: Timestamp) -> Bool {
        state == .live && expires.map { now < $0 } ?? true
    }

    /// Every key under which this record may have left bytes.
    public var keys: [BlobKey] { [key] + (thumbnail.map { [$0.key] } ?? []) }

    /// Bytes in one store, thumbnail included.
    public var weight: Int64 { size + (thumbnail?.size ?? 0) }
}

/// The 200x200 picture kept beside a record's bytes, with the record's life.
public struct Thumbnail: Hashable, Sendable {
    public var key: BlobKey
    /// Bytes.
    public var size: Int64
    public var digest: Digest
    public var contentType: String

    public init(key: BlobKey, size: Int64, digest: Digest, contentType: String) {
        self.key = key
        self.size = size
        self.digest = digest
        self.contentType = contentType
    }
}
