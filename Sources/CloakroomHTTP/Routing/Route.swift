/// What a request path asks for, whatever prefix it came under.
enum Route: Equatable {
    enum Upload: String, Equatable { case chat, asset, photo }
    enum SignIn: Equatable { case password, anonymous, customToken, signUp }
    enum Zendesk: Equatable {
        case uploads, upload(token: String), consume(token: String), attachment(id: String), content(token: String)
        /// A resumable upload that was begun here.
        case partial(project: String, id: String)
    }
    enum Older: Equatable { case files, images, image, photo, publicFiles, publicImages }

    /// `project` as it stands in the path, not yet checked.
    case upload(Upload, project: String)
    /// Reading and deleting; without a project at the root.
    case file(project: String?)
    case download(project: String?)
    /// Signing links.
    case link(project: String)
    /// Beginning a resumable upload with tus, and such an upload.
    case tus(project: String)
    case tusUpload(project: String, id: String)
    /// A resumable upload that was begun at an upload route.
    case partial(project: String, id: String)
    case signIn(SignIn)
    case zendesk(Zendesk)
    /// Without a project, from before there were any in the paths.
    case older(Older)
    case greeting, health, readiness, metrics
    /// The API's description, for programs and for people.
    case description, reference
    /// Below a would-be project, but no route of ours.
    case unknown(project: String?)

    /// - Parameter path: the request's path without its query; route words match in any case.
    init(path: Substring) {
        let path = PathWords(path)
        self = RoutePattern.route(for: path) ?? .unknown(project: path.texts.count > 1 ? path.texts[0] : nil)
    }

    /// The project in the path, checked before anything else is.
    var project: String? {
        switch self {
        case .upload(_, let project), .link(let project), .tus(let project): project
        case .tusUpload(let project, _), .partial(let project, _), .zendesk(.partial(let project, _)): project
        case .file(let project), .download(let project), .unknown(let project): project
        default: nil
        }
    }

    /// The methods that the route answers; empty for a route that does not exist.
    var methods: [String] {
        switch self {
        case .upload(.photo, _): ["POST", "PUT"]
        case .upload, .signIn, .link, .tus, .zendesk(.uploads), .zendesk(.consume): ["POST"]
        // POST is for clients that cannot send the others and say so in a header.
        case .tusUpload: ["HEAD", "PATCH", "DELETE", "POST"]
        case .partial, .zendesk(.partial): ["GET", "HEAD", "PATCH", "DELETE"]
        case .file, .zendesk(.upload), .older(.image): ["GET", "HEAD", "DELETE"]
        case .download, .zendesk, .greeting, .health, .readiness, .metrics, .description, .reference: ["GET", "HEAD"]
        case .older(.images): ["POST", "PUT", "DELETE"]
        case .older(.photo): ["PUT", "POST"]
        case .older: ["POST"]
        case .unknown: []
        }
    }

    var isZendesk: Bool {
        if case .zendesk = self { true } else { false }
    }

    /// At whose door an upload may come in parts, the file itself being the body.
    var resumableTarget: String? {
        switch self {
        case .upload(let kind, _): kind.rawValue
        case .zendesk(.uploads): "zendesk"
        case .older(.files): "older file"
        case .older(.images): "older picture"
        case .older(.photo): "older photo"
        default: nil
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
        case .link: "links"
        case .tus, .tusUpload: "tus"
        case .partial, .zendesk(.partial): "partial"
        case .signIn: "signin"
        case .zendesk(.uploads), .zendesk(.upload), .zendesk(.consume): "zendesk uploads"
        case .zendesk: "zendesk attachments"
        case .older: "older"
        case .greeting, .health, .readiness, .metrics, .description, .reference: "operations"
        case .unknown: "unknown"
        }
    }
}
