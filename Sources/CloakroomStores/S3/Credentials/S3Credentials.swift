public import CloakroomCore

/// What requests to S3 are signed with.
public struct S3Credentials: Hashable, Sendable {
    public var accessKey: String
    public var secretKey: String
    /// Comes with temporary credentials.
    public var sessionToken: String?
    /// When they end, or must be looked up again.
    public var expires: Timestamp?

    public init(accessKey: String, secretKey: String, sessionToken: String? = nil, expires: Timestamp? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.expires = expires
    }
}

extension S3Credentials: CustomStringConvertible, CustomReflectable {
    /// Nothing of what is secret.
    public var description: String { "the access key \(accessKey)" }
    public var customMirror: Mirror { Mirror(self, children: ["accessKey": accessKey]) }
}
