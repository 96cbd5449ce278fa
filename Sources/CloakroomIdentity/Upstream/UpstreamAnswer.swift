import CloakroomCore
import Foundation

/// What the chat backend says of a credential and of what was asked about.
enum UpstreamVerdict: Hashable, Sendable {
    case answer(UpstreamAnswer)
    case unauthenticated
    case forbidden
}

/// The JSON of a 200: `id`, `kind`, and as far as they apply `role`, `project` and `bot_project`.
struct UpstreamAnswer: Hashable, Sendable {
    private let vouched: Principal
    /// In the project that was asked about.
    private let role: Role?
    /// The project of the bot that was asked about.
    let botProject: HexID?

    private struct Fields: Decodable {
        let id: String
        let kind: String?
        let role: String?
        let project: String?
        let botProject: String?

        enum CodingKeys: String, CodingKey {
            case id, kind, role, project
            case botProject = "bot_project"
        }
    }

    /// - Throws: `.unavailable` for what says nothing usable: that is the backend's fault and not the caller's.
    init(_ json: [UInt8]) throws {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(json)) else {
            throw Self.unusable("no JSON object with a text \"id\"")
        }
        guard let kind = Principal.Kind(word: fields.kind ?? "user") else { throw Self.unusable("unknown \"kind\"") }
        guard let subject = Subject(kind, fields.id) else { throw Self.unusable("\"id\" does not fit \"kind\"") }
        let home = try Self.project(fields.project)
        guard let vouched = Principal(vouched: subject, confinedTo: home, standing: .accounts) else {
            throw Self.unusable("a bot without \"project\", or an external user under an account's id")
        }
        self.vouched = vouched
        role = Role(word: fields.role)
        botProject = try Self.project(fields.botProject)
    }

    func principal(standing: Principal.Standing) -> Principal {
        var principal = vouched
        principal.standing = standing
        return principal
    }

    /// - Parameter project: the one that was asked about.
    func membership(in project: HexID) -> Membership? {
        switch vouched.kind {
        case .user, .guest, .external: role.map(Membership.person)
        case .bot, .subscription: vouched.confinedTo == project ? .service : nil
        }
    }

    private static func project(_ text: String?) throws -> HexID? {
        guard let text else { return nil }
        guard let id = HexID(text) else { throw unusable("a project's id is not 24 hex digits") }
        return id
    }

    private static func unusable(_ why: String) -> CloakroomError {
        CloakroomError(.unavailable, "the chat backend's answer cannot be used: \(why)")
    }
}
