import CloakroomCore

/// What the target of a request asks for, when that is a file by its path.
struct ReadTarget {
    /// What the metrics call the route.
    let route: String
    /// Nil at the root.
    let project: HexID?
    let path: String
    let isAttachment: Bool
    let secretToken: String?

    /// Nil for every other target, for signed links, and for what is to be refused.
    init?(_ text: String) {
        let path = text.prefix { $0 != "?" }
        guard path.endIndex < text.endIndex, !text.utf8.contains(UInt8(ascii: "#")),
            let query = try? QueryParameters(text[text.index(after: path.endIndex)...])
        else { return nil }
        let route = Route(path: path)
        let project = route.project.flatMap { HexID($0) }
        guard let mustDownload = route.isDownload, (project == nil) == (route.project == nil),
            let asked = try? Self.asked(query)
        else { return nil }
        self.project = project
        self.route = route.name
        self.path = asked.path
        isAttachment = mustDownload || asked.isAttachment
        secretToken = asked.secretToken
    }

    private static func asked(
        _ query: QueryParameters
    ) throws -> (path: String, isAttachment: Bool, secretToken: String?)? {
        guard let path = try query.single("path"), !path.isEmpty, try !LinkQuery.isOne(query) else { return nil }
        let wish = try query.single("as_attachment") ?? ""
        return (path, !wish.isEmpty, try query.single("secret_token"))
    }
}

extension Route {
    /// Whether the route asks for an attachment; nil when it reads no file.
    fileprivate var isDownload: Bool? {
        switch self {
        case .file: false
        case .download: true
        default: nil
        }
    }
}
