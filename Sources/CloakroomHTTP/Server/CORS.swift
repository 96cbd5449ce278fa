import HTTPTypes
import Hummingbird

/// Cross-origin access: clients of any origin read and upload, with tokens in headers and never with cookies.
enum CORS {
    /// The answer to every OPTIONS request, before anything else is looked at.
    static func preflight(_ head: HTTPRequest) -> Response {
        var response = Response(status: .noContent, headers: [.contentLength: "0"])
        response.headers[.accessControlAllowMethods] = "GET,HEAD,PUT,PATCH,POST,DELETE"
        response.headers[.accessControlMaxAge] = "600"
        response.headers[.vary] = "Access-Control-Request-Headers"
        if let asked = head.headerFields[.accessControlRequestHeaders] {
            response.headers[.accessControlAllowHeaders] = asked
        }
        return response
    }

    /// Added to every answer, errors too.
    static let permission = [
        HTTPField(name: .accessControlAllowOrigin, value: "*"),
        HTTPField(name: .accessControlExposeHeaders, value: exposed),
    ]

    private static let exposed =
        "Cloakroom-Path, Cloakroom-Thumbnail, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, "
        + "Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Tus-Checksum-Algorithm, "
        + "Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Complete, Upload-Defer-Length, "
        + "Upload-Draft-Interop-Version, Upload-Expires, Upload-Incomplete, Upload-Length, Upload-Limit, "
        + "Upload-Metadata, Upload-Offset, X-Request-Id"
}
