import CloakroomCrypto

/// The slow function behind passwords; tests put a countable one in its place. Both calls block their thread.
struct PasswordHashing: Sendable {
    var hash: @Sendable (_ password: String) throws -> String
    /// Costs the same whatever the answer. A hash that cannot be read matches nothing.
    var matches: @Sendable (_ password: String, _ hash: String) throws -> Bool

    static let scrypt = PasswordHashing(cost: .standard)

    init(
        hash: @escaping @Sendable (String) throws -> String,
        matches: @escaping @Sendable (String, String) throws -> Bool
    ) {
        self.hash = hash
        self.matches = matches
    }

    init(cost: Scrypt) {
        hash = { try PasswordHash(hashing: $0, cost: cost).description }
        matches = { password, text in
            guard let hash = PasswordHash(text) else {
                _ = try PasswordHash(hashing: password, cost: cost)
                return false
            }
            return try hash.matches(password)
        }
    }
}
