/// What the service admits and how long it keeps it.
public struct Limits: Sendable {
    /// Bytes of one file; a file of exactly this size passes.
    public var uploadBytes: Int64
    /// Seconds that a chat file lives.
    public var chatLifetime: Int64
    /// Seconds that the files of an upload wait to be consumed.
    public var uploadLifetime: Int64 = 3600
    public var chatAllowList: AllowList
    public var assetAllowList: AllowList
    /// What a project may keep that says nothing of its own.
    public var projectQuota = Quota()
    /// What a guest may keep in a project.
    public var guestQuota = Quota()

    public static let avatarAllowList = AllowList(".png,.jpg,.jpeg,.gif")
    static let pictures = AllowList(".png,.jpg,.jpeg,.gif,.webp,.ico")
    /// Seconds: no file is promised to live longer than a hundred years; larger wishes are held to it.
    public static let longestLifetime: Int64 = 100 * 365 * 86_400

    public init(
        uploadBytes: Int64 = 10_240_000, chatLifetime: Int64 = 2_592_000,
        chatAllowList: AllowList = AllowList(".jpg,.jpeg,.png,.gif,.pdf,.txt"),
        assetAllowList: AllowList = AllowList(".jpg,.jpeg,.png,.gif,.pdf,.txt,.csv,.doc,.docx")
    ) {
        self.uploadBytes = uploadBytes
        self.chatLifetime = chatLifetime
        self.chatAllowList = chatAllowList
        self.assetAllowList = assetAllowList
    }

    /// The list that holds for a chat file of a member of `project`.
    public func chatAllowList(for membership: Membership, of project: Project) -> AllowList {
        let own = membership == .person(.guest) ? project.guestAllowList : project.chatAllowList
        return own.map(AllowList.init) ?? chatAllowList
    }

    /// The quotas that hold for what a member of `project` sends. A project's own zero is no limit.
    public func quotas(for membership: Membership, of project: Project) -> Quotas {
        let limit = { (own: Int64?, general: Int64?) in own.map { $0 == 0 ? nil : $0 } ?? general }
        return Quotas(
            project: Quota(
                bytes: limit(project.quotaBytes, projectQuota.bytes),
                files: limit(project.quotaFiles, projectQuota.files)),
            sender: membership == .person(.guest) ? guestQuota : Quota())
    }
}
