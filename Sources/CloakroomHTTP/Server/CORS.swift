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
    static func allow(_ response: inout Response) {
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = exposed
    }

    private static let exposed =
        "Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, RateLimit-Limit, "
        + "RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"
}
