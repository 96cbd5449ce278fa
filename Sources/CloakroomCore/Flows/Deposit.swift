/// A file as its sender describes it, authorised but with no byte received.
public struct Deposit: Sendable {
    public let kind: Record.Kind
    let project: HexID?
    let owner: String
    let name: FileName
    let declaredType: String?
    let allowList: AllowList
    /// Seconds; nil means for ever.
    let lifetime: Int64?
    /// Ends the file's life in place of `lifetime`.
    var ends: Timestamp?
    /// Makes the public path; an avatar's is fixed, so its key is made apart.
    let path: String
    let key: String
    var quotas = Quotas.none
    var wantsThumbnail = true
    /// Whether it must be a picture, whatever else the list admits.
    var pictureOnly = false

    /// A file for a conversation: kept under its sender's name, for as long as chat files are kept.
    public static func chat(
        _ name: FileName, type: String?, by sender: Principal, in project: Project, as membership: Membership,
        limits: Limits
    ) -> Deposit {
        let path = FilePath.chat(owner: sender.id, name: name)
        return Deposit(
            kind: .chat, project: project.id, owner: sender.ownerTag, name: name, declaredType: type,
            allowList: limits.chatAllowList(for: membership, of: project), lifetime: limits.chatLifetime, path: path,
            key: path, quotas: limits.quotas(for: membership, of: project), wantsThumbnail: false)
    }

    /// A file of an upload: as one for a conversation, with a thumbnail, until the upload ends.
    /// - Parameter end: of the upload it is for; nil begins one.
    public static func upload(
        _ name: FileName, type: String?, by sender: Principal, in project: Project, as membership: Membership,
        until end: Timestamp?, limits: Limits
    ) -> Deposit {
        let path = FilePath.chat(owner: sender.id, name: name)
        return Deposit(
            kind: .upload, project: project.id, owner: sender.ownerTag, name: name, declaredType: type,
            allowList: limits.chatAllowList(for: membership, of: project), lifetime: limits.uploadLifetime, ends: end,
            path: path, key: path, quotas: limits.quotas(for: membership, of: project))
    }

    /// A file of the project's own.
    public static func asset(
        _ name: FileName, type: String?, by sender: Principal, in project: Project, as membership: Membership,
        lifetime: Int64?, limits: Limits
    ) -> Deposit {
        let path = FilePath.asset(project: project.id, name: name)
        return Deposit(
            kind: .asset, project: project.id, owner: sender.ownerTag, name: name, declaredType: type,
            allowList: limits.assetAllowList, lifetime: lifetime.map { min($0, Limits.longestLifetime) }, path: path,
            key: path, quotas: limits.quotas(for: membership, of: project))
    }

    /// The one picture of a user or bot; it takes the place of the last one, belongs to no project and counts for no quota.
    public static func avatar(_ name: FileName, type: String?, of owner: String) -> Deposit {
        Deposit(
            kind: .avatar, project: nil, owner: owner, name: name, declaredType: type,
            allowList: Limits.avatarAllowList, lifetime: nil, path: FilePath.avatar(of: owner),
            key: FilePath.avatarKey(of: owner))
    }

    func checkExtension() throws {
        let isKind = !pictureOnly || Limits.pictures.admits(name.fileExtension)
        guard isKind, allowList.admits(name.fileExtension) else {
            throw CloakroomError(.extensionNotAllowed(name.fileExtension, avatar: kind == .avatar))
        }
    }

    var claim: MediaClaim {
        MediaClaim(
            fileExtension: name.fileExtension, declaredType: declaredType, wantsThumbnail: wantsThumbnail)
    }
}
