public import CloakroomCore
import CloakroomCrypto

/// Makes secrets when they are first asked for, and new ones in their place.
public struct SecretKeeper: Sendable {
    private let directory: any Directory

    public init(directory: any Directory) {
        self.directory = directory
    }

    /// The newest secret of this name, made now if there is none yet.
    public func secret(_ name: SecretName) async throws -> String {
        if let kept = try await directory.secret(name.text) { return kept }
        return try await directory.keepSecret(SecureRandom.hex(32), as: name.text, replacing: false)
    }

    /// Replaces the secret; what the old one signed stops counting within a second.
    public func rotate(_ name: SecretName) async throws -> String {
        try await directory.keepSecret(SecureRandom.hex(32), as: name.text, replacing: true)
    }
}
