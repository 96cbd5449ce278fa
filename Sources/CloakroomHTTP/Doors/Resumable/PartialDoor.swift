import CloakroomCore
import HTTPTypes
import Hummingbird

/// The IETF's resumable uploads: begun at an upload route like any upload, and gone on with at an address of their own.
/// - Source: draft-ietf-httpbis-resumable-upload.
struct PartialDoor: Sendable {
    let desk: ResumableDesk
    let interim: InterimAnswers

    var uploads: ResumableUploads { desk.uploads }

    init(_ desk: ResumableDesk, limits: HTTPLimits) {
        self.desk = desk
        interim = limits.interim.resolved(behindProxies: !limits.trustedProxies.isEmpty)
    }

    /// A request to an upload route that speaks of resumption.
    func begin(
        _ request: Request, _ target: String, _ route: Route, _ context: ConnectionContext
    ) async throws -> Response {
        let target = try desk.target(target)
        let (asked, file) = try await target.promise(request, route, context)
        do {
            return try await create(asked, file, target)
        } catch {
            return try refusal(error, request.headers, route)
        }
    }

    /// A request to an upload that was begun.
    func answer(
        _ request: Request, _ id: String, _ route: Route, _ context: ConnectionContext
    ) async throws -> Response {
        let project = try await desk.front.project(named: route.project ?? "")
        try CloakroomResponder.checkMethod(request, route)
        let sender = try await desk.front.principal(request, QueryParameters(request.head), context, for: project.id)
        let asked = ResumableRequest(request: request, context: context, sender: sender, project: project)
        do {
            let resumption = try Resumption(request.headers)
            switch request.method {
            case .patch: return try await append(id, asked, resumption)
            case .delete: return try await discard(id, asked)
            default: return try await tell(id, asked, resumption)
            }
        } catch {
            return try refusal(error, request.headers, route)
        }
    }

    /// The answer to OPTIONS.
    func announce(_ response: inout Response) {
        response.headers[.uploadLimit] = Resumption.limit(uploads.limits, largest: uploads.cloakroom.limits.uploadBytes)
    }

    /// Errors that the draft has words of its own for.
    private func refusal(_ error: any Error, _ headers: HTTPFields, _ route: Route) throws -> Response {
        guard let known = error as? CloakroomError else { throw error }
        switch known.kind {
        case .offsetMismatch(let expected):
            let provided = try TusHeaders.number(.uploadOffset, headers) ?? 0
            var response = Response.problem(
                .conflict, "mismatching-upload-offset",
                [("expected-offset", .number(expected)), ("provided-offset", .number(provided))])
            response.headers[.uploadOffset] = String(expected)
            try Resumption(headers).write(isComplete: false, to: &response.headers)
            return response
        case .inconsistentLength: return .problem(.badRequest, "inconsistent-upload-length", [])
        case .tooLarge:
            var response = route.answer(to: known)
            announce(&response)
            return response
        default: throw error
        }
    }
}

extension Response {
    /// - Source: RFC 9457, and the draft's registrations.
    fileprivate static func problem(
        _ status: HTTPResponse.Status, _ name: String, _ details: [(key: String, value: JSON)]
    ) -> Response {
        let type = "https://iana.org/assignments/http-problem-types#\(name)"
        var response = Response.json(
            status, [("type", .text(type)), ("title", .text(name.replacing("-", with: " ")))] + details)
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}
