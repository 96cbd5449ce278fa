import CloakroomCore
import Hummingbird

/// A route whose files may come over several requests: as what it keeps them, and what it answers when all is there.
protocol ResumableTarget: Sendable {
    /// What uploads remember it by.
    var name: String { get }
    /// What its files are counted as.
    var kind: Record.Kind { get }

    /// Who sends what, as far as the request tells that begins an upload.
    func promise(
        _ request: Request, _ route: Route, _ context: ConnectionContext
    ) async throws -> (asked: ResumableRequest, file: PromisedFile)

    /// The file as its sender may keep it now.
    func deposit(_ file: PromisedFile, by sender: Principal, in project: Project) async throws -> PromisedDeposit

    /// What a plain upload of the same file is answered with. It may be asked for again.
    func answer(_ file: PromisedFile, _ record: Record, _ asked: ResumableRequest) async throws -> Response

    /// Where an upload is gone on with.
    /// - Parameter base: of URLs, without a slash at its end.
    func place(of upload: ResumableUpload, base: String) -> String
}

extension ResumableTarget {
    func place(of upload: ResumableUpload, base: String) -> String {
        "\(base)/\(upload.project)/files/partial/\(upload.id)"
    }
}

/// What is known of a file that comes in parts, before it is there.
struct PromisedFile {
    let name: FileName
    let type: String?
    /// What its target must know at the end, spelled as a query.
    let detail: String

    /// The type that a request declares of its body.
    static func type(_ request: Request) -> String? {
        request.headers[.contentType].flatMap(MediaType.init)?.essence
    }

    /// The name that a request gives to its body; empty when it gives none.
    static func name(_ request: Request) -> String {
        request.headers[.contentDisposition].flatMap { ContentDispositionParser.fileName($0) } ?? ""
    }
}

extension PromisedFile {
    init(_ request: Request, detail: String) {
        self.init(name: FileName(client: Self.name(request)), type: Self.type(request), detail: detail)
    }

    init(_ upload: ResumableUpload) {
        self.init(name: FileName(client: upload.name), type: upload.type, detail: upload.detail)
    }
}

extension QueryParameters {
    /// Those of the parameters that are there, as a query of their own.
    func kept(_ names: String...) throws -> String {
        try names.compactMap { name in
            try single(name).map { "\(name)=\(PercentEncoding.component($0))" }
        }.joined(separator: "&")
    }
}

/// A file as it may be kept, and whose quota it counts for; nil: for none.
struct PromisedDeposit {
    let deposit: Deposit
    let account: FrontDesk.Account?
}
