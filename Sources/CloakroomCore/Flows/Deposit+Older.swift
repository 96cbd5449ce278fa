/// Files from clients that know of no projects.
extension Deposit {
    public enum Older: Sendable { case file, picture }

    /// A file or picture of its sender's, kept as long as a chat file. Without a project it is the sender's alone.
    public static func older(
        _ kind: Older, _ name: FileName, type: String?, by sender: Principal, in project: Project?,
        as membership: Membership?, limits: Limits
    ) -> Deposit {
        var allowList = limits.chatAllowList
        var quotas = Quotas.none
        if let project, let membership {
            allowList = limits.chatAllowList(for: membership, of: project)
            quotas = limits.quotas(for: membership, of: project)
        }
        let path = FilePath.older(in: kind.folder, owner: "users/\(sender.id)", name: name)
        return Deposit(
            kind: .chat, project: project?.id, owner: sender.ownerTag, name: name, declaredType: type,
            allowList: allowList, lifetime: limits.chatLifetime, path: path, key: path, quotas: quotas,
            wantsThumbnail: kind == .picture, pictureOnly: kind == .picture)
    }

    /// A file or picture of nobody's.
    public static func openly(_ kind: Older, _ name: FileName, type: String?, limits: Limits) -> Deposit {
        let path = FilePath.older(in: kind.folder, owner: "public", name: name)
        return Deposit(
            kind: .chat, project: nil, owner: "public", name: name, declaredType: type,
            allowList: limits.chatAllowList, lifetime: limits.chatLifetime, path: path, key: path,
            wantsThumbnail: kind == .picture, pictureOnly: kind == .picture)
    }
}

extension Deposit.Older {
    /// Below the owner's.
    fileprivate var folder: String {
        switch self {
        case .file: "files"
        case .picture: "images"
        }
    }
}
