public import CloakroomCore

/// Under what name the directory keeps a secret.
public struct SecretName: Hashable, Sendable {
    public let text: String

    private init(_ text: String) {
        self.text = text
    }

    public static func project(_ id: HexID) -> SecretName { SecretName("project/\(id)") }
    public static func bot(_ id: HexID) -> SecretName { SecretName("bot/\(id)") }
    public static func subscription(_ id: HexID) -> SecretName { SecretName("subscription/\(id)") }
    /// The global secret, where it is generated and shared by all nodes.
    public static let global = SecretName("global")
}
