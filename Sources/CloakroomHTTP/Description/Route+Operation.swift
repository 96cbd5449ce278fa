/// What each route is for. A route that is not told of here does not compile.
extension Route {
    func operation(_ method: String) -> APIOperation {
        switch self {
        case .upload(let kind, _): Self.upload(kind)
        case .file(let project), .download(let project):
            method == "DELETE" ? Self.deletion : Self.reading(isAtRoot: project == nil)
        case .link:
            APIOperation(
                summary: "Sign links to a file and its thumbnail", body: .json(.linkWish, isNeeded: true), success: 201,
                answer: .json(.links), refusals: APIOperation.asked + [404, 413])
        case .tus: Self.tusCreation
        case .tusUpload: Self.tusOperation(method)
        case .partial: Self.partialOperation(method, done: .upload)
        case .signIn(let way): Self.signingIn(way)
        case .zendesk(let asked): asked.operation(method)
        case .older(let older): older.operation(method)
        case .greeting: Self.open("Say hello", .text("text/plain"))
        case .health: Self.open("Whether the process runs", .json(.state))
        case .readiness: Self.open("Whether files can be found and read, and how the parts are", .json(.state))
        case .metrics: Self.open("Figures in Prometheus' text format", .text("text/plain"))
        case .description: Self.open("This description", .json(.openAPI))
        case .reference: Self.open("This description for people", .text("text/html"))
        case .unknown: APIOperation(summary: "", success: 404, answer: .json(.error), refusals: [])
        }
    }

    /// The shape of its errors.
    var errorSchema: APISchema { isZendesk ? .zendeskError : .error }

    /// Under which heading it is described.
    var heading: String {
        switch self {
        case .upload, .file, .download, .link: "Files"
        case .tus, .tusUpload, .partial, .zendesk(.partial): "Uploads in parts"
        case .signIn: "Signing in"
        case .zendesk: "Zendesk uploads"
        case .older: "Older routes"
        default: "Operations"
        }
    }

    private static func upload(_ kind: Upload) -> APIOperation {
        let (summary, query) =
            switch kind {
            case .chat: ("Send a chat file (any member)", [APIOperation.Parameter]())
            case .asset:
                (
                    "Send an asset of the project (admins, bots, subscriptions)",
                    [APIOperation.seconds("expiration", "How long it is kept; without it for ever")]
                )
            case .photo:
                (
                    "Send one's own picture, or that of a bot of a project that one administers",
                    [APIOperation.query("bot_id", "The bot")]
                )
            }
        return APIOperation(
            summary: summary, parameters: query, body: .form(file: "file"), success: 201, answer: .json(.upload),
            refusals: APIOperation.received)
    }

    fileprivate static func reading(isAtRoot: Bool) -> APIOperation {
        let link = [
            APIOperation.query("expires", "When a signed link ends, in seconds since 1970"),
            APIOperation.query("signature", "Of a signed link, which needs no credential"),
        ]
        return APIOperation(
            summary: "Read a file, or a part of it", proof: isAtRoot ? .optional : .needed,
            parameters: [
                APIOperation.query("path", "The file, as the answer to its upload has it", isNeeded: true),
                APIOperation.query("as_attachment", "Anything at all: to be saved, not shown"),
            ] + (isAtRoot ? link : []),
            success: 200, answer: .file, refusals: APIOperation.read)
    }

    fileprivate static let deletion = APIOperation(
        summary: "Delete a file and its thumbnail (its sender, the project's admins)",
        parameters: [APIOperation.query("path", "The file", isNeeded: true)], success: 200, answer: .json(.deleted),
        refusals: APIOperation.asked + [404])

    private static func signingIn(_ way: SignIn) -> APIOperation {
        let summary =
            switch way {
            case .password: "Sign in with e-mail address and password"
            case .anonymous: "Sign in as a new guest of a project"
            case .customToken: "Sign in with a token that is signed with a project's secret"
            case .signUp: "Make an account (where that is open)"
            }
        return APIOperation(
            summary: summary, proof: way == .customToken ? .needed : .none, body: .json(.signIn, isNeeded: false),
            success: 200, answer: .json(.signedIn), refusals: [400, 401, 403, 404, 413, 422, 429, 503])
    }

    private static func open(_ summary: String, _ answer: APIOperation.Answer) -> APIOperation {
        APIOperation(summary: summary, proof: .none, success: 200, answer: answer, refusals: [503])
    }
}

extension Route.Zendesk {
    fileprivate func operation(_ method: String) -> APIOperation {
        switch self {
        case .uploads:
            APIOperation(
                summary: "Send a file into a new upload, or into one's own open one",
                parameters: [
                    APIOperation.query("filename", "With its extension; in a form the form may tell it"),
                    APIOperation.query("token", "Of the upload that the file is added to"), APIOperation.project,
                ],
                body: .raw(orFile: "uploaded_data"), success: 201, answer: .json(.zendeskUpload),
                refusals: APIOperation.received + [422])
        case .upload where method == "DELETE":
            APIOperation(
                summary: "Delete an open upload with its files", success: 204, answer: .empty,
                refusals: APIOperation.asked + [404])
        case .upload:
            APIOperation(
                summary: "Check an open upload (whoever made it, or works for its project)", success: 200,
                answer: .json(.zendeskUpload), refusals: APIOperation.asked + [404])
        case .consume:
            APIOperation(
                summary: "Keep an upload's files and close it (agents and up, bots, subscriptions)",
                parameters: [
                    APIOperation.seconds("expiration", "How long they are kept; without it for ever"),
                    APIOperation.project,
                ],
                success: 200, answer: .json(.zendeskUpload), refusals: APIOperation.asked + [404])
        case .partial: Route.partialOperation(method, done: .zendeskUpload)
        case .attachment:
            APIOperation(
                summary: "Show a file of an upload, or its thumbnail", success: 200, answer: .json(.zendeskAttachment),
                refusals: APIOperation.asked + [404])
        case .content:
            APIOperation(
                summary: "Read a file of an upload: anybody while it is open, then whoever may read the file",
                proof: .optional, parameters: [APIOperation.query("name", "Is not looked at")], success: 200,
                answer: .file, refusals: APIOperation.read)
        }
    }
}

extension Route.Older {
    fileprivate func operation(_ method: String) -> APIOperation {
        if self == .image || self == .images, method == "DELETE" { return Route.deletion }
        if self == .image { return Route.reading(isAtRoot: true) }
        let isPublic = self == .publicFiles || self == .publicImages
        var parameters = isPublic ? [] : [APIOperation.project]
        if self == .photo {
            parameters += [
                APIOperation.query("force", "true: in place of the one that is there"),
                APIOperation.query("bot_id", "The bot whose picture it is"),
            ]
        }
        return APIOperation(
            summary: summary, proof: isPublic ? .none : .needed, parameters: parameters, body: .form(file: "file"),
            success: 201, answer: .json(.upload), refusals: APIOperation.received + (self == .photo ? [409] : []))
    }

    private var summary: String {
        switch self {
        case .files: "Send a file"
        case .images, .image: "Send a picture, which gets a thumbnail"
        case .photo: "Send one's own picture, or a bot's"
        case .publicFiles: "Send a file as anybody (where that is open)"
        case .publicImages: "Send a picture as anybody (where that is open)"
        }
    }
}
