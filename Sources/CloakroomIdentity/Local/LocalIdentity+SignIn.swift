public import CloakroomCore

extension LocalIdentity: SignIn {
    public func signIn(email: String, password: String, client: String? = nil) async throws -> SignedIn {
        try keys.requireSigning()
        let profile = Profile(try await passwords.user(email: email, password: password, client: client))
        return SignedIn(token: try await token(profile, subject: "user"), profile: profile.fields)
    }

    public func signInAnonymously(_ guest: GuestProfile) async throws -> SignedIn {
        try await admit(guest, expires: nil)
    }

    public func signIn(customToken token: String) async throws -> SignedIn {
        guard try TokenVerifier.unverifiedClaims(token).namesAudience else {
            throw CloakroomError(.invalid("JWT Aud field is required"))
        }
        let principal = try await principal(of: tokens.verify(token))
        guard let project = principal.confinedTo, principal.kind != .bot, principal.kind != .subscription,
            try await accounts.project(project) != nil
        else { throw CloakroomError(.unauthenticated, "not a project's custom token") }
        try await admit(principal, to: project)
        return SignedIn(token: token, profile: Profile(external: try await tokens.claims(token)).fields)
    }

    public func signUp(_ profile: NewUser) async throws -> User {
        let user = try await makeUser(profile)
        try await accounts.add(user)
        return user
    }

    /// Makes a user with a hashed password, and keeps nothing.
    /// - Throws: `.invalid` for an unusable address or password; `.conflict` when the address is registered already;
    ///   `.busy` when too many passwords wait.
    public func makeUser(_ profile: NewUser, id: HexID = .random()) async throws -> User {
        guard let email = EmailAddress(profile.email) else {
            throw CloakroomError(.invalid("The e-mail address is not valid"))
        }
        guard max(profile.firstName.utf8.count, profile.lastName.utf8.count) <= Self.longestName else {
            throw CloakroomError(.invalid("A name has at most \(Self.longestName) bytes"))
        }
        guard 1...PasswordCheck.longestPassword ~= profile.password.utf8.count else {
            throw CloakroomError(.invalid("A password has 1 to \(PasswordCheck.longestPassword) bytes"))
        }
        guard try await accounts.directory.user(email: email.text) == nil else { throw CloakroomError(.conflict) }
        return User(
            id: id, email: email.text, passwordHash: try await hash(profile.password), firstName: profile.firstName,
            lastName: profile.lastName)
    }

    /// Bytes of a first or last name.
    private static let longestName = 256

    /// Hashes a password off the cooperative pool.
    /// - Throws: `.busy` when too many wait.
    public func hash(_ password: String) async throws -> String {
        let hashing = hashing
        return try await threads.run { try hashing.hash(password) }
    }

    /// An external user is a member from the first sign-in on; everybody else must be one already.
    private func admit(_ principal: Principal, to project: HexID) async throws {
        if try await accounts.role(of: principal.id, in: project) != nil { return }
        guard principal.kind == .external else { throw CloakroomError(.unauthenticated, "not a member") }
        try await accounts.setRole(.user, of: principal.id, in: project)
    }
}
