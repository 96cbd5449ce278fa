public import CloakroomCore
import HTTPTypes
import Hummingbird

/// Tiledesk's files API, as its clients depend on it: uploads, reading, deleting, signing in.
public struct TiledeskDoor: Sendable {
    let desk: FrontDesk
    /// Nil where a backend owns the users.
    let signIn: (any SignIn)?
    let isSignUpOpen: Bool
    /// Whether anybody at all may upload at the older public routes.
    let arePublicUploadsOpen: Bool

    var cloakroom: Cloakroom { desk.cloakroom }
    var address: PublicAddress { desk.address }
    var allowances: Allowances { desk.allowances }

    public init(_ desk: FrontDesk, signIn: (any SignIn)?, isSignUpOpen: Bool, arePublicUploadsOpen: Bool = false) {
        self.desk = desk
        self.signIn = signIn
        self.isSignUpOpen = isSignUpOpen
        self.arePublicUploadsOpen = arePublicUploadsOpen
    }

    /// The project is looked up first: its errors win over those of credentials, and those over roles.
    func answer(_ request: Request, _ route: Route, _ context: ConnectionContext) async throws -> Response {
        let project = try await route.project.asyncMap { try await desk.project(named: $0) }
        try CloakroomResponder.checkMethod(request, route)
        let query = try QueryParameters(request.head)
        switch route {
        case .upload(let kind, _):
            guard let project else { throw MethodNotAllowed(allowed: []) }
            return try await upload(kind, request, query, project, context)
        case .file where request.method == .delete: return try await delete(request, query, context)
        case .file:
            if project == nil, try LinkQuery.isOne(query) { return try await readLinked(request, query, context) }
            return try await read(request, query, context, isAtRoot: project == nil, mustDownload: false)
        case .download:
            return try await read(request, query, context, isAtRoot: project == nil, mustDownload: true)
        case .link: return try await link(request, query, context)
        case .older(let older): return try await answer(request, older, query, context)
        case .signIn(let way):
            try allowances.countStranger(request, context)
            return try await signIn(way, request, context)
        default: throw MethodNotAllowed(allowed: [])
        }
    }

    /// Whoever asks, counted.
    func principal(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext, for project: HexID? = nil
    ) async throws -> Principal {
        try await desk.principal(request, query, context, for: project)
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
