internal import CloakroomCore
internal import NIOCore
internal import NIOHTTP1

/// An answer that is an error.
struct S3Failure: Error, CustomStringConvertible {
    let request: String
    let status: Int
    /// `NoSuchKey` and the like; empty where the answer has none, as to HEAD.
    let code: String
    let message: String

    /// - Parameter now: when the answer came.
    init(_ request: S3Request, _ answer: S3Answer, at now: Timestamp) {
        self.request = request.description
        status = answer.status
        let error = XMLReader.root(of: answer.body.readableBytesView)
        let isError = error?.name == "Error"
        code = isError ? error?["Code"] ?? "" : ""
        let said = isError ? error?["Message"] ?? "" : answer.headers.first(name: "Location") ?? ""
        message = [said, Self.skew(answer, now) ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// What was signed by a clock that differs too much is refused, and an answer to HEAD has no room for saying why.
    private static func skew(_ answer: S3Answer, _ now: Timestamp) -> String? {
        guard answer.status == 403, let time = answer.headers.first(name: "Date").flatMap(S3Date.header),
            abs(time.seconds - now.seconds) > mostSkew
        else { return nil }
        return "the server's clock says \(time.iso8601), ours \(now.iso8601)"
    }

    /// Seconds: servers take up to 15 minutes.
    private static let mostSkew: Int64 = 300

    var description: String {
        ["\(request): \(status)", code, message].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Whether the same request may well succeed in a moment. What a client did wrong it would do wrong again.
    var isPassing: Bool {
        [408, 429, 500, 502, 503, 504].contains(status) || Self.passingCodes.contains(code)
    }

    /// Busy, idle for too long, or at work on the same object: servers say so with one status or another.
    private static let passingCodes: Set = [
        "InternalError", "OperationAborted", "RequestThrottled", "RequestTimeout", "ServiceUnavailable", "SlowDown",
        "SlowDownRead", "SlowDownWrite", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequests",
    ]

    /// Whether the object, and not its bucket, is said to be absent.
    var meansAbsent: Bool { status == 404 && code == "NoSuchKey" }

    /// Engines name a full disk or a spent quota differently.
    private static let fullCodes: Set = [
        "QuotaExceeded", "InsufficientStorage", "InsufficientStorageSpace", "XMinioStorageFull",
        "XMinioAdminBucketQuotaExceeded",
    ]

    fileprivate var kind: CloakroomError.Kind {
        if status == 507 || Self.fullCodes.contains(code) { return .noSpace }
        if meansAbsent { return .blobMissing }
        return status == 412 || status == 416 ? .blobUnreadable : .unavailable
    }

    /// A bucket that is not there, seen from HEAD or by its name.
    fileprivate var meansGone: Bool { code == "NoSuchBucket" || (status == 404 && code.isEmpty) }
}

extension CloakroomError {
    init(_ failure: S3Failure) {
        self.init(
            failure.kind, failure.description, condition: failure.meansGone ? .gone : nil)
    }
}
