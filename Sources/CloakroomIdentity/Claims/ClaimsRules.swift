/// How a backend's tokens are to be read.
public struct ClaimsRules: Hashable, Sendable {
    /// The claim with the holder's id.
    public var id = "_id"
    /// The claim that says what kind of principal the holder is.
    public var kind = "sub"
    /// The claim with all projects of the holder: an object from project id to role.
    public var projects = "projects"
    /// The claim with one project, and the one with the role there.
    public var project = "id_project"
    public var role = "role"
    /// The claim with bots that the holder may know of: an object from bot id to project id.
    public var bots = "bots"
    /// What `iss` must be; nil: anything.
    public var issuer: String?
    /// What `aud` must name; nil: anything.
    public var audience: String?
    /// Seconds by which a token may be late or early.
    public var leeway: Int64 = 0

    public init() {}
}
