/// A shape of paths that leads to a route.
struct RoutePattern: Sendable {
    /// As the API's description spells it, parameters in braces.
    let template: String
    let route: @Sendable (_ parameters: [String]) -> Route
    private let segments: [Segment]

    private enum Segment: Equatable {
        /// In lower case.
        case word(String)
        case parameter
    }

    init(_ template: String, _ route: @escaping @Sendable (_ parameters: [String]) -> Route) {
        self.template = template
        self.route = route
        segments = PathWords(template[...]).words.map { $0.hasPrefix("{") ? .parameter : .word($0) }
    }

    /// A path without parameters.
    init(_ template: String, _ route: Route) {
        self.init(template) { _ in route }
    }

    fileprivate var length: Int { segments.count }

    fileprivate func match(_ path: PathWords) -> Route? {
        for (segment, word) in zip(segments, path.words) where segment != .parameter && segment != .word(word) {
            return nil
        }
        return route(zip(segments, path.texts).filter { $0.0 == .parameter }.map(\.1))
    }

    /// By the number of words, first come first served.
    private static let byLength = Dictionary(grouping: all, by: \.length)

    static func route(for path: PathWords) -> Route? {
        for pattern in byLength[path.words.count] ?? [] {
            if let route = pattern.match(path) { return route }
        }
        return nil
    }
}

/// What stands between the slashes of a path, less the prefixes under which all routes can be found.
struct PathWords {
    let texts: [String]
    /// In lower case.
    let words: [String]

    /// Repeated and trailing slashes do not count; at most one `api` and then one of `v1`, `v2`, `v3` are taken off the
    /// front.
    init(_ path: Substring) {
        var texts = path.split(separator: "/").map(String.init)[...]
        var words = texts.map { $0.lowercased() }[...]
        if words.first == "api" { (texts, words) = (texts.dropFirst(), words.dropFirst()) }
        if let word = words.first, ["v1", "v2", "v3"].contains(word) {
            (texts, words) = (texts.dropFirst(), words.dropFirst())
        }
        self.texts = Array(texts)
        self.words = Array(words)
    }
}

extension RoutePattern {
    /// All there are. A word comes before a parameter that would take it.
    static let all: [RoutePattern] =
        operations + zendesk + olderTiledesk + [
            RoutePattern("/files", .file(project: nil)),
            RoutePattern("/files/download", .download(project: nil)),
            RoutePattern("/auth/signin", .signIn(.password)),
            RoutePattern("/auth/signinAnonymously", .signIn(.anonymous)),
            RoutePattern("/auth/signinWithCustomToken", .signIn(.customToken)),
            RoutePattern("/auth/signup", .signIn(.signUp)),
            RoutePattern("/{project}/files") { .file(project: $0[0]) },
            RoutePattern("/{project}/files/download") { .download(project: $0[0]) },
            RoutePattern("/{project}/files/links") { .link(project: $0[0]) },
            RoutePattern("/{project}/files/resumable") { .tus(project: $0[0]) },
            RoutePattern("/{project}/files/resumable/{id}") { .tusUpload(project: $0[0], id: $0[1]) },
            RoutePattern("/{project}/files/partial/{id}") { .partial(project: $0[0], id: $0[1]) },
            RoutePattern("/{project}/files/chat") { .upload(.chat, project: $0[0]) },
            RoutePattern("/{project}/files/assets") { .upload(.asset, project: $0[0]) },
            RoutePattern("/{project}/files/users/photo") { .upload(.photo, project: $0[0]) },
        ]

    private static let operations: [RoutePattern] = [
        RoutePattern("/", .greeting), RoutePattern("/healthz", .health), RoutePattern("/readyz", .readiness),
        RoutePattern("/metrics", .metrics), RoutePattern("/openapi.json", .description),
        RoutePattern("/docs", .reference),
    ]

    private static let zendesk: [RoutePattern] = [
        RoutePattern("/api/v2/uploads", .zendesk(.uploads)),
        RoutePattern("/api/v2/uploads.json", .zendesk(.uploads)),
        RoutePattern("/api/v2/uploads/{token}") { .zendesk(.upload(token: withoutJSON($0[0]))) },
        RoutePattern("/api/v2/uploads/{token}/consume") { .zendesk(.consume(token: $0[0])) },
        RoutePattern("/api/v2/uploads/partial/{project}/{id}") { .zendesk(.partial(project: $0[0], id: $0[1])) },
        RoutePattern("/api/v2/attachments/{number}") { .zendesk(.attachment(id: withoutJSON($0[0]))) },
        RoutePattern("/attachments/token/{content_token}") { .zendesk(.content(token: $0[0])) },
    ]

    private static let olderTiledesk: [RoutePattern] = [
        RoutePattern("/files/users", .older(.files)), RoutePattern("/files/public", .older(.publicFiles)),
        RoutePattern("/images", .older(.image)), RoutePattern("/images/users", .older(.images)),
        RoutePattern("/images/users/photo", .older(.photo)),
        RoutePattern("/images/public", .older(.publicImages)),
    ]

    private static func withoutJSON(_ text: String) -> String {
        text.lowercased().hasSuffix(".json") ? String(text.dropLast(".json".count)) : text
    }
}
