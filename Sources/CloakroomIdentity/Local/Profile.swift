import CloakroomCore

/// The fields that tell of somebody, in the order of the contract: the same in a token and in the answer beside it.
struct Profile: Sendable {
    var fields: [(key: String, value: ProfileValue)]

    /// A user; addresses are never verified here.
    init(_ user: User) {
        fields = [
            ("_id", .text(user.id.text)), ("email", .text(user.email)), ("firstname", .text(user.firstName)),
            ("lastname", .text(user.lastName)), ("emailverified", .flag(false)),
        ]
    }

    /// A guest. `fullName` keeps the joining blank even without a last name: clients know it so.
    /// - Throws: `.invalid` when the attributes are no JSON object.
    init(_ guest: GuestProfile, id: String) throws {
        let firstName = guest.firstName.flatMap { $0.isEmpty ? nil : $0 } ?? "guest#\(id.prefix(4))"
        fields = [("_id", .text(id)), ("firstname", .text(firstName))]
        fields += guest.lastName.map { [("lastname", .text($0))] } ?? []
        fields += guest.email.map { [("email", .text($0))] } ?? []
        fields += try guest.attributes.map { [("attributes", .json(try Self.object($0)))] } ?? []
        fields += [("id", .text(id)), ("fullName", .text("\(firstName) \(guest.lastName ?? "")"))]
    }

    init(_ bot: Bot) {
        fields = [
            ("_id", .text(bot.id.text)), ("name", .text(bot.name)), ("id_project", .text(bot.project.text)),
        ]
    }

    /// What an external user's own token tells. A claimed role is left out: it is not believed.
    init(external claims: Claims) {
        let first = ["_id", "firstname", "lastname", "email"].filter { claims[$0] != nil }
        let rest = claims.values.keys.filter { !first.contains($0) && $0 != "role" }.sorted()
        fields = (first + rest).compactMap { key in claims[key].map { (key, Self.value($0)) } }
    }

    /// The same fields as claims.
    var claims: [String: JSONValue] {
        Dictionary(fields.map { ($0.key, Self.claim($0.value)) }) { _, last in last }
    }

    private static func claim(_ value: ProfileValue) -> JSONValue {
        switch value {
        case .text(let text): .text(text)
        case .flag(let flag): .flag(flag)
        case .json(let json): JSONValue(json: json) ?? .null
        }
    }

    private static func value(_ claim: JSONValue) -> ProfileValue {
        switch claim {
        case .text(let text): .text(text)
        case .flag(let flag): .flag(flag)
        default: .json(claim.json)
        }
    }

    private static func object(_ json: String) throws -> String {
        guard json.utf8.count <= ParsedToken.longest, case .object = JSONValue(json: json) else {
            throw CloakroomError(.invalid("attributes must be an object"))
        }
        return json
    }
}
