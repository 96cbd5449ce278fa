import CloakroomCore
import JWTKit

/// What a token says. Nothing in it is believed before its signature holds.
struct Claims: JWTPayload, Hashable {
    var values: [String: JSONValue]

    init(_ values: [String: JSONValue]) {
        self.values = values
    }

    init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// Times are checked at every use of a token, not here, where its signature is.
    func verify(using algorithm: some JWTAlgorithm) {}

    subscript(name: String) -> JSONValue? { values[name] }

    /// Whether `aud` is there and says something.
    var namesAudience: Bool {
        switch values["aud"] {
        case nil, .null, .text(""), .list([]): false
        default: true
        }
    }
}
