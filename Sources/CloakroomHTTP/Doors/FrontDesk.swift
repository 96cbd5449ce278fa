public import CloakroomCore
import CloakroomCrypto
import HTTPTypes
import Hummingbird
import NIOCore

/// What every door does before a request reaches the rules: who asks, how often, about which project, and whether an
/// upload may begin. One desk serves all doors, so that nobody has two allowances.
public final class FrontDesk: Sendable {
    let cloakroom: Cloakroom
    let address: PublicAddress
    let uploads: UploadSlots
    let allowances: Allowances
    private let homeProject: HexID?
    private let accelRedirect: AccelRedirect?

    /// - Parameters:
    ///   - publicURL: the base of the URLs that are handed out; nil: what each request says.
    ///   - isSecure: whether our port speaks TLS.
    ///   - project: what a request is about that names no project, when its sender has several.
    public init(
        _ cloakroom: Cloakroom, publicURL: PublicURL?, isSecure: Bool, project: HexID? = nil, limits: HTTPLimits
    ) {
        self.cloakroom = cloakroom
        address = PublicAddress(publicURL, isSecure: isSecure, trusting: limits.trustedProxies)
        uploads = UploadSlots(perPrincipal: limits.uploadsPerPrincipal, all: limits.uploads)
        allowances = Allowances(limits, address)
        homeProject = project
        accelRedirect = limits.accelRedirect
    }

    /// How the peer may be told to send a file itself; nil when it shall not: nobody but our proxies would know what to do.
    func accelRedirect(for context: ConnectionContext) -> AccelRedirect? {
        address.isProxied(context) ? accelRedirect : nil
    }

    // MARK: Who asks

    /// Whoever asks, counted.
    /// - Parameter project: the project that the request is about, where that alone decides.
    /// - Throws: `.unauthenticated` when the request proves nothing, `.tooFast` when it is one too many.
    func principal(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext, for project: HexID? = nil
    ) async throws -> Principal {
        let principal: Principal
        do {
            let secretToken = try query.single("secret_token")
            let credential = try RequestCredential.read(
                request.head, secretToken: secretToken, client: address.client(of: request, context))
            guard let credential else { throw CloakroomError(.unauthenticated) }
            principal = try await authenticate(credential.unwrapped, for: project)
        } catch let error as CloakroomError where error.isRejection {
            try allowances.countStranger(request, context)
            throw error
        }
        try allowances.count(request, by: principal, context)
        return principal
    }

    private func authenticate(_ credential: Credential, for project: HexID?) async throws -> Principal {
        guard let project else { return try await cloakroom.identity.authenticate(credential) }
        return try await cloakroom.identity.authenticate(credential, for: project)
    }

    // MARK: Which project

    /// The project that a path names.
    func project(named text: String) async throws -> Project {
        guard let id = HexID(text) else { throw CloakroomError(.invalidProject(text)) }
        guard let project = try await cloakroom.identity.project(id) else {
            throw CloakroomError(.projectNotFound(text))
        }
        return project
    }

    /// The project that a request names in its header.
    static func namedProject(_ request: Request) throws -> HexID? {
        guard let text = request.headers[.cloakroomProject], !text.isEmpty else { return nil }
        guard let id = HexID(text) else { throw CloakroomError(.invalidProject(text)) }
        return id
    }

    /// The project that a request is about, and what its sender is in it.
    /// - Throws: `.projectUnclear`, `.notMember`.
    func home(of sender: Principal, named: HexID?) async throws -> (project: Project, membership: Membership) {
        let id = try await cloakroom.access.project(named: named, for: sender, orElse: homeProject)
        let membership = try await cloakroom.access.membership(of: sender, in: id, atLeast: .guest)
        guard let project = try await cloakroom.identity.project(id) else { throw CloakroomError(.notMember) }
        return (project, membership)
    }

    // MARK: Uploads

    /// What is settled before an upload's first byte is wanted. Its slot is to be given back.
    struct Admission {
        /// Of the URLs in the answer.
        let base: String
        let slot: UploadSlots.Slot
        /// Bytes of the body, when they were announced.
        let length: Int64?
    }

    /// Whose quota an upload counts for.
    typealias Account = (project: Project, membership: Membership)

    /// Refuses what need not be sent at all.
    /// - Parameters:
    ///   - overhead: bytes that the body may have beside the file.
    ///   - account: nil for what counts for no quota.
    func admit(
        _ request: Request, _ context: ConnectionContext, by sender: Principal, overhead: Int64, account: Account?
    ) async throws -> Admission {
        let length = try Self.checkedLength(request, limit: cloakroom.limits.uploadBytes, overhead: overhead)
        try await checkRoom(for: length.map { $0 - overhead }, by: sender, account)
        let base = try address.base(for: request, context)
        try await cloakroom.links.prepare()
        // The slot comes last: whoever has one gives it back.
        return Admission(base: base, slot: try slot(for: sender, request, context), length: length)
    }

    /// To be given back.
    func slot(for sender: Principal, _ request: Request, _ context: ConnectionContext) throws -> UploadSlots.Slot {
        try uploads.take(for: sender, from: address.client(of: request, context))
    }

    /// Refuses a file that there is no room for.
    /// - Parameter length: bytes that it has at least, as far as that is known.
    func checkRoom(for length: Int64?, by sender: Principal, _ account: Account?) async throws {
        let least = max(1, length ?? 1)
        try await cloakroom.checkRoom(for: least)
        guard let account else { return }
        try await cloakroom.checkQuota(for: least, from: sender, as: account.membership, in: account.project)
    }

    /// Refuses by the announced length what would be refused by the counted one, so that nobody sends it for nothing.
    private static func checkedLength(_ request: Request, limit: Int64, overhead: Int64) throws -> Int64? {
        guard let text = request.headers[.contentLength] else { return nil }
        let (most, overflow) = limit.addingReportingOverflow(overhead)
        guard let length = Int64(text), overflow || length <= most else {
            throw CloakroomError(.tooLarge(limit: limit))
        }
        return length
    }

    /// Counts what is refused before the rules hear of it.
    func counting<Result>(_ kind: Record.Kind, _ admit: () async throws -> Result) async throws -> Result {
        do {
            return try await admit()
        } catch {
            cloakroom.countRefusal(kind, error)
            throw error
        }
    }
}

extension CloakroomError {
    /// Whether a credential was missing or did not hold.
    fileprivate var isRejection: Bool { kind == .unauthenticated || kind == .malformedCredential }
}

extension Credential {
    /// API tokens may come as a password: whoever signs in as `somebody@example.com/token` has one.
    fileprivate var unwrapped: Credential {
        guard case .basic(let name, let password, _) = self, name.lowercased().hasSuffix("/token") else { return self }
        return .token(password)
    }
}

extension HTTPField.Name {
    static let cloakroomProject = parsed("Cloakroom-Project")
}
