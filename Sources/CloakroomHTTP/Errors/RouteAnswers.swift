import CloakroomCore
import HTTPTypes
import Hummingbird

/// Errors in the words of a route's clients.
extension Route {
    func answer(to error: CloakroomError) -> Response {
        if isZendesk { return ZendeskAnswer(error).response }
        let isMissing = error.kind == .fileNotFound || error.kind == .blobMissing
        return isOfImages && isMissing ? answer(.notFound, "Image not found.") : error.answer.response
    }

    func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        isZendesk ? ZendeskAnswer(status, text).response : PublicAnswer(status, text).response
    }

    private var isOfImages: Bool {
        switch self {
        case .older(.image), .older(.images): true
        default: false
        }
    }
}

/// A route that exists, asked with a method that it does not have; or, with no methods at all, no route.
struct MethodNotAllowed: Error {
    let allowed: [String]

    func response(at route: Route) -> Response {
        guard !allowed.isEmpty else { return route.answer(.notFound, "Not found") }
        var response = route.answer(.methodNotAllowed, "Method not allowed")
        response.headers[.allow] = allowed.joined(separator: ", ")
        return response
    }
}

/// Content of a type that the route does not take.
struct UnsupportedContent: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
