internal import CloakroomCrypto

/// A file that comes in over several requests, as the catalog knows it: from its creation until a while after its end.
public struct ResumableUpload: Hashable, Sendable {
    public enum State: String, Sendable { case open, complete }

    /// 32 hex digits that nobody can guess; also the name of the file that holds what has come so far.
    public let id: String
    public private(set) var state = State.open
    /// The owner tag of the principal that began it: nobody else ever sees it.
    public let creator: String
    public let project: HexID
    /// What it is to become, in the words of the door at which it was begun.
    public let target: String
    /// What that door needs to know at the end, in its own words.
    public let detail: String
    /// The client's own name for the file, and the type that it declared.
    public let name: String
    public let type: String?
    /// What the client told besides, as it came.
    public let metadata: String?
    /// Bytes of the whole file; nil until the client tells.
    public private(set) var length: Int64?
    public let created: Timestamp
    /// When it is gone unless more comes.
    public private(set) var expires: Timestamp
    /// The file that was made of it, or was to be made when the service stopped in the middle of that.
    public private(set) var result: Result?

    /// Where a file was to be kept. It is written down before the file is, so that nothing is kept twice.
    public struct Result: Hashable, Sendable {
        public let key: BlobKey
        public let path: String

        public init(key: BlobKey, path: String) {
            self.key = key
            self.path = path
        }
    }

    public init(
        id: String, state: State = .open, creator: String, project: HexID, target: String,
        detail: String, name: String, type: String?, metadata: String? = nil, length: Int64?, created: Timestamp,
        expires: Timestamp, result: Result? = nil
    ) {
        self.id = id
        self.state = state
        self.creator = creator
        self.project = project
        self.target = target
        self.detail = detail
        self.name = name
        self.type = type
        self.metadata = metadata
        self.length = length
        self.created = created
        self.expires = expires
        self.result = result
    }

    /// Whether `text` can be the id of one.
    public static func isID(_ text: String) -> Bool {
        text.utf8.count == 32 && Hex.decode(text) != nil && text == text.lowercased()
    }

    /// Whether `principal` began it. A token that counts in one project only reaches what was begun there.
    func belongs(to principal: Principal) -> Bool {
        creator == principal.ownerTag && (principal.confinedTo == nil || principal.confinedTo == project)
    }
}

extension ResumableUpload {
    mutating func prolong(until expires: Timestamp) { self.expires = expires }

    mutating func fix(length: Int64) { self.length = length }

    mutating func begin(_ result: Result) { self.result = result }

    mutating func complete(length: Int64) {
        state = .complete
        self.length = length
    }
}
