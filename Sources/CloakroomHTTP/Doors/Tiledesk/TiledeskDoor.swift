public import CloakroomCore
import HTTPTypes
import Hummingbird

/// Tiledesk's files API, as its clients depend on it: uploads, reading, deleting, signing in.
public struct TiledeskDoor: Sendable {
    let cloakroom: Cloakroom
    /// Nil where a backend owns the users.
    let signIn: (any SignIn)?
    let isSignUpOpen: Bool
    let uploads: UploadSlots
    let allowances: Allowances

    public init(_ cloakroom: Cloakroom, signIn: (any SignIn)?, isSignUpOpen: Bool, limits: HTTPLimits) {
        self.cloakroom = cloakroom
        self.signIn = signIn
        self.isSignUpOpen = isSignUpOpen
        uploads = UploadSlots(perPrincipal: limits.uploadsPerPrincipal, all: limits.uploads)
        allowances = Allowances(limits)
    }

    /// The project is looked up first: its errors win over those of credentials, and those over roles.
    func answer(_ request: Request, _ route: Route, _ context: ConnectionContext) async throws -> Response {
        let project = try await route.project.asyncMap { try await self.project(named: $0) }
        try CloakroomResponder.checkMethod(request, route)
        let query = try QueryParameters(request.head)
        switch route {
        case .upload(let kind, _):
            guard let project else { throw MethodNotAllowed(allowed: []) }
            return try await upload(kind, request, query, project, context)
        case .file where request.method == .delete: return try await delete(request, query, context)
        case .file:
            return try await read(request, query, context, isAtRoot: project == nil, mustDownload: false)
        case .download:
            return try await read(request, query, context, isAtRoot: project == nil, mustDownload: true)
        case .signIn(let way):
            try allowances.countStranger(request, context)
            return try await signIn(way, request)
        default: throw MethodNotAllowed(allowed: [])
        }
    }

    private func project(named text: String) async throws -> Project {
        guard let id = HexID(text) else { throw CloakroomError(.invalidProject(text)) }
        guard let project = try await cloakroom.identity.project(id) else {
            throw CloakroomError(.projectNotFound(text))
        }
        return project
    }

    /// Whoever asks, counted.
    /// - Parameter project: the project that the request is about, where that alone decides.
    /// - Throws: `.unauthenticated` when the request proves nothing, `.tooFast` when it is one too many.
    func principal(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext, for project: HexID? = nil
    ) async throws -> Principal {
        let principal: Principal
        do {
            principal = try await authenticate(request, query, for: project)
        } catch let error as CloakroomError where error.isRejection {
            try allowances.countStranger(request, context)
            throw error
        }
        try allowances.count(request, by: principal, context)
        return principal
    }

    private func authenticate(
        _ request: Request, _ query: QueryParameters, for project: HexID?
    ) async throws -> Principal {
        guard let credential = try RequestCredential.read(request.head, secretToken: query.single("secret_token"))
        else {
            throw CloakroomError(.unauthenticated)
        }
        guard let project else { return try await cloakroom.identity.authenticate(credential) }
        return try await cloakroom.identity.authenticate(credential, for: project)
    }
}

extension CloakroomError {
    /// Whether a credential was missing or did not hold.
    fileprivate var isRejection: Bool { kind == .unauthenticated || kind == .malformedCredential }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
