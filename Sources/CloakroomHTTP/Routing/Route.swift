/// What a request path asks for, whatever prefix it came under.
enum Route: Equatable {
    enum Upload: Equatable { case chat, asset, photo }
    enum SignIn: Equatable { case password, anonymous, customToken, signUp }

    /// `project` as it stands in the path, not yet checked.
    case upload(Upload, project: String)
    /// Reading and deleting; without a project at the root.
    case file(project: String?)
    case download(project: String?)
    case signIn(SignIn)
    case greeting, health, readiness, metrics
    /// Below a would-be project, but no route of ours.
    case unknown(project: String?)

    /// - Parameter path: the request's path without its query. Repeated and trailing slashes do not count; at most one
    ///   `api` and then one of `v1`, `v2`, `v3` are taken off the front; route words match in any case.
    init(path: Substring) {
        var parts = path.split(separator: "/").map { (text: String($0), word: $0.lowercased()) }[...]
        if parts.first?.word == "api" { parts.removeFirst() }
        if let word = parts.first?.word, ["v1", "v2", "v3"].contains(word) { parts.removeFirst() }
        self = Self.atRoot(parts.map(\.word)) ?? Self.inProject(parts.first?.text, parts.dropFirst().map(\.word))
    }

    private static func atRoot(_ words: [String]) -> Route? {
        switch words {
        case []: .greeting
        case ["files"]: .file(project: nil)
        case ["files", "download"]: .download(project: nil)
        case ["healthz"]: .health
        case ["readyz"]: .readiness
        case ["metrics"]: .metrics
        case ["auth", "signin"]: .signIn(.password)
        case ["auth", "signinanonymously"]: .signIn(.anonymous)
        case ["auth", "signinwithcustomtoken"]: .signIn(.customToken)
        case ["auth", "signup"]: .signIn(.signUp)
        default: nil
        }
    }

    private static func inProject(_ project: String?, _ words: [String]) -> Route {
        guard let project else { return .unknown(project: nil) }
        return switch words {
        case ["files"]: .file(project: project)
        case ["files", "download"]: .download(project: project)
        case ["files", "chat"]: .upload(.chat, project: project)
        case ["files", "assets"]: .upload(.asset, project: project)
        case ["files", "users", "photo"]: .upload(.photo, project: project)
        default: .unknown(project: words.isEmpty ? nil : project)
        }
    }

    /// The project in the path, checked before anything else is.
    var project: String? {
        switch self {
        case .upload(_, let project): project
        case .file(let project), .download(let project), .unknown(let project): project
        default: nil
        }
    }

    /// The methods that the route answers; empty for a route that does not exist.
    var methods: [String] {
        switch self {
        case .upload(.photo, _): ["POST", "PUT"]
        case .upload, .signIn: ["POST"]
        case .file: ["GET", "HEAD", "DELETE"]
        case .download, .greeting, .health, .readiness, .metrics: ["GET", "HEAD"]
        case .unknown: []
        }
    }

    /// What the metrics call it: a few fixed names.
    var name: String {
        switch self {
        case .upload(.chat, _): "chat"
        case .upload(.asset, _): "assets"
        case .upload(.photo, _): "photo"
        case .file: "files"
        case .download: "download"
        case .signIn: "signin"
        case .greeting, .health, .readiness, .metrics: "operations"
        case .unknown: "unknown"
        }
    }
}
