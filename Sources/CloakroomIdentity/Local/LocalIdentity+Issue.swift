public import CloakroomCore
import CloakroomCrypto

extension LocalIdentity {
    /// For whom a token is issued.
    public enum Holder: Sendable {
        case user(HexID)
        case bot(HexID)
        /// A new guest, who becomes a member of the project.
        case guest(GuestProfile)
    }

    /// Issues a token, without prefix. A bot's is signed with the bot's own secret, made now if it has none.
    /// - Parameter seconds: how long the token counts; nil means for good.
    /// - Throws: `.invalid` when there is no such account, or nothing to sign with; `.projectNotFound`.
    public func issue(for holder: Holder, expires seconds: Int64? = nil) async throws -> String {
        switch holder {
        case .user(let id):
            guard let user = try await accounts.directory.user(id) else {
                throw CloakroomError(.invalid("There is no user \(id)"))
            }
            return try await token(Profile(user), subject: "user", expires: seconds)
        case .bot(let id):
            guard let bot = try await accounts.directory.bot(id) else {
                throw CloakroomError(.invalid("There is no bot \(id)"))
            }
            return try await token(of: bot, expires: seconds)
        case .guest(let guest):
            return try await admit(guest, expires: seconds).token
        }
    }

    /// Makes a guest and its token, and only then the membership: what cannot be signed leaves nothing behind.
    func admit(_ guest: GuestProfile, expires seconds: Int64?) async throws -> SignedIn {
        guard try await accounts.project(guest.project) != nil else {
            throw CloakroomError(.projectNotFound(guest.project.text))
        }
        let id = SecureRandom.uuid()
        let profile = try Profile(guest, id: id)
        let token = try await token(profile, subject: "guest", expires: seconds)
        try await accounts.setRole(.guest, of: id, in: guest.project)
        return SignedIn(token: token, profile: profile.fields)
    }

    /// A token for everywhere, signed with the global key.
    func token(_ profile: Profile, subject: String, expires seconds: Int64? = nil) async throws -> String {
        try await sign(profile, subject, for: Self.home, with: keys.key, expires: seconds)
    }

    private func token(of bot: Bot, expires seconds: Int64?) async throws -> String {
        let secret = try await secrets.secret(.bot(bot.id))
        let key = TokenKey.secret(secret, signsWith: .hs256)
        return try await sign(Profile(bot), "bot", for: "\(Self.home)/bots/\(bot.id)", with: key, expires: seconds)
    }

    private static let home = "https://tiledesk.com"

    private func sign(
        _ profile: Profile, _ subject: String, for audience: String, with key: TokenKey, expires seconds: Int64?
    ) async throws -> String {
        let now = clock.now()
        var claims = profile.claims
        claims["iat"] = .integer(now.seconds)
        claims["aud"] = .text(audience)
        claims["iss"] = .text(Self.home)
        claims["sub"] = .text(subject)
        claims["jti"] = .text(SecureRandom.uuid())
        claims["exp"] = try seconds.map { .integer(try Self.moment($0, after: now)) }
        let token = try await key.sign(Claims(claims))
        guard token.utf8.count <= ParsedToken.longest else {
            throw CloakroomError(.invalid("The profile is too long for a token"))
        }
        return token
    }

    private static func moment(_ seconds: Int64, after now: Timestamp) throws -> Int64 {
        let (moment, tooLate) = now.seconds.addingReportingOverflow(seconds)
        guard seconds > 0, !tooLate else { throw CloakroomError(.invalid("A token must expire in the future")) }
        return moment
    }
}
