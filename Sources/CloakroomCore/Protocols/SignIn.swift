/// The sign-in routes of `local` identity. Where a backend owns the users there is none.
public protocol SignIn: Sendable {
    /// - Parameter client: whence it comes, for the limit on wrong passwords.
    /// - Throws: `.unauthenticated`, with the same answer for an unknown address and a wrong password;
    ///   `.tooManyFailures` when no more passwords are looked at for now.
    func signIn(email: String, password: String, client: String?) async throws -> SignedIn
    /// Makes a new guest of a project.
    /// - Throws: `.projectNotFound`.
    func signInAnonymously(_ guest: GuestProfile) async throws -> SignedIn
    /// Admits an external user whose token was signed with a project's secret.
    /// - Parameter token: without its prefix.
    /// - Throws: `.unauthenticated`, or `.invalid` when the token names no audience.
    func signIn(customToken token: String) async throws -> SignedIn
    /// - Throws: `.conflict` when the address is registered already.
    func signUp(_ profile: NewUser) async throws -> User
}

/// A new session: the token without its prefix, and what the answer tells of its holder.
public struct SignedIn: Sendable {
    public var token: String
    /// JSON-ready fields: `_id`, `email`, `firstname` and so on, in the order of the contract.
    public var profile: [(key: String, value: ProfileValue)]

    public init(token: String, profile: [(key: String, value: ProfileValue)]) {
        self.token = token
        self.profile = profile
    }
}

public enum ProfileValue: Hashable, Sendable {
    case text(String)
    case flag(Bool)
    /// JSON text, passed through as it came.
    case json(String)
}

public struct GuestProfile: Sendable {
    public var project: HexID
    public var firstName: String?
    public var lastName: String?
    public var email: String?
    /// JSON text of the `attributes` object.
    public var attributes: String?

    public init(
        project: HexID, firstName: String? = nil, lastName: String? = nil, email: String? = nil,
        attributes: String? = nil
    ) {
        self.project = project
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.attributes = attributes
    }
}

public struct NewUser: Sendable {
    public var email: String
    public var password: String
    public var firstName: String
    public var lastName: String

    public init(email: String, password: String, firstName: String = "", lastName: String = "") {
        self.email = email
        self.password = password
        self.firstName = firstName
        self.lastName = lastName
    }
}
