import CloakroomCore
import HTTPTypes
import Hummingbird

/// A field of a request that cannot be taken as it is.
struct RecordInvalid: Error {
    let field: String
    let description: String

    init(_ field: String, _ description: String) {
        self.field = field
        self.description = description
    }
}

/// What Zendesk's clients are told of an error: `error`, `description`, and of invalid fields the `details`.
struct ZendeskAnswer {
    let status: HTTPResponse.Status
    private let fields: [(key: String, value: JSON)]
    private let retryAfter: Int?

    var response: Response {
        var response = Response.json(status, fields)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }

    init(_ invalid: RecordInvalid) {
        let details = JSON.object([
            (invalid.field, .array([.object([("description", .text(invalid.description))])]))
        ])
        status = .unprocessableContent
        fields = [
            ("error", .text("RecordInvalid")), ("description", .text("Record validation errors")), ("details", details),
        ]
        retryAfter = nil
    }

    private init(
        _ status: HTTPResponse.Status, _ error: String, _ description: String?,
        extra: [(key: String, value: JSON)] = [], retryAfter: Int? = nil
    ) {
        self.status = status
        var fields: [(key: String, value: JSON)] = [("error", .text(error))]
        if let description { fields.append(("description", .text(description))) }
        self.fields = fields + extra
        self.retryAfter = retryAfter
    }

    /// A refusal that has no words of its own.
    init(_ status: HTTPResponse.Status, _ description: String) {
        self.init(status, Self.name(status), description)
    }

    init(_ error: CloakroomError) {
        switch error.kind {
        case .unauthenticated: self.init(.unauthorized, "Couldn't authenticate you", nil)
        case .fileNotFound, .blobMissing, .linkInvalid, .uploadNotFound:
            self.init(.notFound, "RecordNotFound", "Not found")
        case .extensionNotAllowed("", _):
            let text = "The file name must end with an extension, such as .jpg, .png, or another valid format."
            self.init(RecordInvalid("base", text))
        case .extensionNotAllowed: self.init(RecordInvalid("base", error.answer.text))
        case .contentMismatch:
            self.init(RecordInvalid("base", "The file type and file extension do not match. Try again."))
        case .contentUnverifiable:
            self.init(.unprocessableContent, "AttachmentUnprocessable", "Attachment file could not be processed.")
        default:
            let answer = error.answer
            self.init(
                answer.status, Self.name(answer.status), answer.text, extra: answer.extra,
                retryAfter: answer.retryAfter)
        }
    }

    private static func name(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 400: "BadRequest"
        case 403: "Forbidden"
        case 404: "RecordNotFound"
        case 405: "MethodNotAllowed"
        case 408: "RequestTimeout"
        case 409: "Conflict"
        case 413: "AttachmentTooLarge"
        case 415: "UnsupportedMediaType"
        case 423: "Locked"
        case 429: "TooManyRequests"
        case 507: "InsufficientStorage"
        case 503: "ServiceUnavailable"
        default: "InternalError"
        }
    }
}
