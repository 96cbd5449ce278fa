import CloakroomCore
import CloakroomCrypto
import HTTPTypes
import Hummingbird

/// tus 1.0.0: uploads that are taken up again where they stopped.
/// - Source: https://tus.io/protocols/resumable-upload
struct TusDoor: Sendable {
    static let version = "1.0.0"
    static let pieceType = "application/offset+octet-stream"

    let desk: ResumableDesk

    var uploads: ResumableUploads { desk.uploads }

    func answer(_ request: Request, _ route: Route, _ context: ConnectionContext) async throws -> Response {
        let project = try await desk.front.project(named: route.project ?? "")
        let method = try Self.method(request, route)
        guard request.headers[.tusResumable] == Self.version else { return Self.otherVersion }
        let sender = try await desk.front.principal(request, QueryParameters(request.head), context, for: project.id)
        let asked = ResumableRequest(request: request, context: context, sender: sender, project: project)
        switch (route, method) {
        case (.tusUpload(_, let id), .head): return try await tell(id, asked)
        case (.tusUpload(_, let id), .patch): return try await append(id, asked)
        case (.tusUpload(_, let id), .delete): return try await discard(id, asked)
        default: return try await create(asked)
        }
    }

    /// Every answer says which version it is in.
    func sign(_ response: inout Response) {
        response.headers[.tusResumable] = Self.version
    }

    func announce(_ response: inout Response) {
        sign(&response)
        response.headers[.tusVersion] = Self.version
        response.headers[.tusExtension] =
            "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
        response.headers[.tusMaxSize] = String(uploads.cloakroom.limits.uploadBytes)
        response.headers[.tusChecksumAlgorithm] = Checksum.Algorithm.offered.map(\.rawValue).joined(separator: ",")
    }

    /// The request's method, or the one that a client means which cannot send it.
    private static func method(_ request: Request, _ route: Route) throws -> HTTPRequest.Method {
        try CloakroomResponder.checkMethod(request, route)
        guard case .tusUpload = route, request.method == .post else { return request.method }
        let meant = request.headers[.xHTTPMethodOverride].flatMap { HTTPRequest.Method(rawValue: $0) } ?? .post
        guard meant != .post, route.methods.contains(meant.rawValue) else {
            throw MethodNotAllowed(allowed: route.methods)
        }
        return meant
    }

    private static var otherVersion: Response {
        var response = PublicAnswer(.preconditionFailed, "Tus-Resumable must be \(version)").response
        response.headers[.tusVersion] = version
        return response
    }
}

extension Route {
    var speaksTus: Bool {
        switch self {
        case .tus, .tusUpload: true
        default: false
        }
    }
}
