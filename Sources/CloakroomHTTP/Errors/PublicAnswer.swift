import CloakroomCore
import HTTPTypes
import Hummingbird

/// What a client is told of an error: a status, the contract's literal text, and whatever else its clients read.
struct PublicAnswer {
    let status: HTTPResponse.Status
    let text: String
    var extra: [(key: String, value: JSON)] = []
    /// Seconds, for `Retry-After`.
    var retryAfter: Int?

    init(
        _ status: HTTPResponse.Status, _ text: String, extra: [(key: String, value: JSON)] = [], retryAfter: Int? = nil
    ) {
        self.status = status
        self.text = text
        self.extra = extra
        self.retryAfter = retryAfter
    }

    /// Both `error` and `msg`, whichever the original used. Of too many requests it has but one thing to say, under
    /// `message`; why they are too many is in `msg`.
    private var fields: [(key: String, value: JSON)] {
        guard status == .tooManyRequests else {
            return [("success", .flag(false)), ("error", .text(text)), ("msg", .text(text))] + extra
        }
        let title = JSON.text("Rate limit exceeded")
        return [("success", .flag(false)), ("message", title), ("error", title), ("msg", .text(text))] + extra
    }

    var json: String { JSON.object(fields).encoded }

    var response: Response {
        var response = Response.json(status, fields)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}

extension CloakroomError {
    /// The one place where the domain's errors become HTTP.
    var answer: PublicAnswer {
        switch kind {
        case .invalid(let reason): PublicAnswer(.badRequest, reason)
        case .malformedCredential: PublicAnswer(.badRequest, "Bad Request")
        case .unauthenticated: PublicAnswer(.unauthorized, "Unauthorized")
        case .forbidden: PublicAnswer(.forbidden, "Forbidden")
        case .notMember: PublicAnswer(.forbidden, "you dont belong to the project.")
        case .roleTooLow: PublicAnswer(.forbidden, "you dont have the required role.")
        case .invalidProject(let id): PublicAnswer(.badRequest, "Invalid project id: \(id)")
        case .projectNotFound(let id): PublicAnswer(.badRequest, "Project not found with id: \(id)")
        case .projectUnclear: PublicAnswer(.forbidden, "Name the project in the header Cloakroom-Project")
        case .fileNotFound, .blobMissing: PublicAnswer(.notFound, "File not found.")
        case .linkInvalid: PublicAnswer(.notFound, "The link is not valid or has expired.")
        case .botNotFound: PublicAnswer(.notFound, "Chatbot not found")
        case .notInBotsProject: PublicAnswer(.unauthorized, "You don't belong to the chatbot's project")
        case .botRoleTooLow:
            PublicAnswer(.forbidden, "You don't have the role required to modify the chatbot")
        case .tooManyFailures(let seconds):
            PublicAnswer(.tooManyRequests, "Too many failed sign-ins, try again later", retryAfter: seconds)
        case .photoExists: PublicAnswer(.conflict, "Error uploading photo image, file already exists")
        case .conflict: PublicAnswer(.conflict, "Conflict")
        case .uploadNotFound: PublicAnswer(.notFound, "Upload not found.")
        case .offsetMismatch(let offset): PublicAnswer(.conflict, "The upload stands at byte \(offset)")
        case .inconsistentLength: PublicAnswer(.badRequest, "The upload has another length")
        case .checksumMismatch: PublicAnswer(.checksumMismatch, "The bytes do not have this checksum")
        case .superseded: PublicAnswer(.locked, "A newer request is at this upload")
        default: uploadAnswer
        }
    }

    private var uploadAnswer: PublicAnswer {
        switch kind {
        case .noFile: PublicAnswer(.badRequest, "No file uploaded")
        case .unexpectedFile:
            PublicAnswer(.badRequest, "Unexpected field", extra: [("code", .text("LIMIT_UNEXPECTED_FILE"))])
        case .extensionNotAllowed(let name, let avatar):
            PublicAnswer(.forbidden, "File extension \(name) is not allowed" + (avatar ? " for avatar" : ""))
        case .contentMismatch(let detected, let expected):
            PublicAnswer(
                .forbidden, "File content does not match mimetype. Detected: \(detected), provided: \(expected)")
        case .contentUnverifiable(let declared):
            PublicAnswer(.forbidden, "File content could not be verified. Declared mimetype: \(declared)")
        case .tooLarge(let limit): .tooLarge(limit)
        case .aborted: PublicAnswer(.badRequest, "The request ended early")
        case .timeout: PublicAnswer(.requestTimeout, "The upload was too slow")
        case .tooFast(let limit, let what, let seconds):
            PublicAnswer(
                .tooManyRequests,
                "Too many requests: \(limit) \(what) a minute are allowed, try again in \(seconds) s",
                retryAfter: seconds)
        case .tooManyUploads(let limit):
            PublicAnswer(.tooManyRequests, "No more than \(limit) uploads at once", retryAfter: 1)
        default: serviceAnswer
        }
    }

    private var serviceAnswer: PublicAnswer {
        switch kind {
        case .busy(let seconds):
            PublicAnswer(.serviceUnavailable, "The service is busy, try again", retryAfter: seconds)
        case .overQuota(let excess): .overQuota(excess)
        case .noSpace: .noRoom
        // The disk was full, and told it only when the bytes were to be made durable.
        case .spoolLost where condition == .full: .noRoom
        case .unavailable, .blobUnreadable, .spoolLost:
            PublicAnswer(.serviceUnavailable, "The service is temporarily unavailable, try again", retryAfter: 5)
        default: PublicAnswer(.internalServerError, "Internal error")
        }
    }
}

extension CloakroomError {
    /// Any error as one of the domain's: what is said to be wrong with the request is for the client.
    init(adopting error: any Error) {
        switch error {
        case let known as CloakroomError: self = known
        case let error as MultipartError: self.init(.invalid(error.description))
        case let error as QueryError: self.init(.invalid(error.description))
        case is CancellationError: self.init(.unavailable, "the service is stopping", cause: error)
        default: self.init(.internalFailure, cause: error)
        }
    }
}

extension PublicAnswer {
    /// The union of what the two generations of clients read: the dashboard formats `limit_file_size`.
    static func tooLarge(_ limit: Int64) -> PublicAnswer {
        PublicAnswer(
            .contentTooLarge, "File too large",
            extra: [
                ("code", .text("LIMIT_FILE_SIZE")), ("err", .text("Content Too Large")),
                ("limit_file_size", .number(limit)),
            ])
    }
}

extension PublicAnswer {
    fileprivate static let noRoom = PublicAnswer(
        .insufficientStorage, "There is no room for it, try again later", retryAfter: 60)

    static func overQuota(_ excess: QuotaExcess) -> PublicAnswer {
        let unit = excess.unit.rawValue
        return PublicAnswer(
            .insufficientStorage,
            "Quota exceeded: of \(excess.limit) \(unit) for this \(excess.holder.rawValue), \(excess.used) are in use",
            extra: [
                ("code", .text("QUOTA_EXCEEDED")), ("quota", .text(excess.holder.rawValue)), ("unit", .text(unit)),
                ("used", .number(excess.used)), ("limit", .number(excess.limit)),
            ])
    }
}

extension HTTPResponse.Status {
    static let checksumMismatch = HTTPResponse.Status(code: 460, reasonPhrase: "Checksum Mismatch")
    static let locked = HTTPResponse.Status(code: 423, reasonPhrase: "Locked")
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
