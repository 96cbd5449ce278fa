/// Why a request was not served. The domain speaks no HTTP: CloakroomHTTP maps each kind to a status and a public text.
public struct CloakroomError: Error, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The request itself is malformed; the text is for the client.
        case invalid(String)
        case unauthenticated
        /// An Authorization header that is not one of its forms.
        case malformedCredential
        /// Too many wrong passwords for an account or from an address; try again after so many seconds.
        case tooManyFailures(retryAfter: Int)
        /// Known, and barred altogether by the backend that owns the users.
        case forbidden
        /// A signed link that was changed or has ended, whatever became of its file.
        case linkInvalid
        case notMember
        case roleTooLow
        case invalidProject(String)
        case projectNotFound(String)
        /// No project was named, and whoever asks is a member of several, or of none that is known.
        case projectUnclear
        case fileNotFound
        case botNotFound
        /// There is a photo already, and it was not to be replaced.
        case photoExists
        /// No member of the project that the bot belongs to.
        case notInBotsProject
        case botRoleTooLow
        /// An upload without a file part.
        case noFile
        /// A file part under another name than `file`, or a second one.
        case unexpectedFile
        /// `extension` with its dot, or empty when the name has none.
        case extensionNotAllowed(String, avatar: Bool)
        /// What was declared or found is not what the extension stands for; `detected` may be `unknown`.
        case contentMismatch(detected: String, expected: String)
        case contentUnverifiable(declared: String)
        /// Over `limit` bytes.
        case tooLarge(limit: Int64)
        case timeout
        /// The client went away before its request had ended.
        case aborted
        /// More requests than `limit` in a minute, counted as `of` (reads, writes).
        case tooFast(limit: Int, of: String, retryAfter: Int)
        /// One principal sends more than `limit` files at once.
        case tooManyUploads(limit: Int)
        /// No resumable upload that this principal could go on with.
        case uploadNotFound
        /// More of an upload was sent for another place than where it stands.
        case offsetMismatch(expected: Int64)
        /// An upload was said to be of another length before, or has more bytes already.
        case inconsistentLength
        /// A piece of an upload is not what its checksum says.
        case checksumMismatch
        /// Somebody newer is at the same upload.
        case superseded
        /// A queue is full; try again after so many seconds.
        case busy(retryAfter: Int)
        /// A project or its sender would keep more than it may.
        case overQuota(QuotaExcess)
        /// A store has no room.
        case noSpace
        /// A store or the catalog cannot be reached now.
        case unavailable
        /// A read found nothing in a store; never shown to a client as such.
        case blobMissing
        /// One blob is short, damaged or on a bad spot of its disk: that file's trouble, not its store's.
        case blobUnreadable
        /// The bytes received may not be on disk, and no second try could tell: the file must be sent anew.
        case spoolLost
        /// A key or unique name was there already.
        case conflict
        case internalFailure
    }

    public let kind: Kind
    /// What happened, for the log only: never sent to a client.
    public let detail: String
    public let cause: (any Error)?
    private let knownCondition: Condition?

    /// - Parameter condition: how the part is that throws this, when the kind does not tell.
    public init(_ kind: Kind, _ detail: String = "", cause: (any Error)? = nil, condition: Condition? = nil) {
        self.kind = kind
        self.detail = detail
        self.cause = cause
        knownCondition = condition
    }

    /// How the part is that threw this.
    public var condition: Condition { knownCondition ?? (kind == .noSpace ? .full : .failing) }

    public var description: String {
        [String(describing: kind), detail, cause.map { "cause: \($0)" } ?? ""].filter { !$0.isEmpty }
            .joined(separator: ": ")
    }
}
