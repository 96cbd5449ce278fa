import CloakroomCore
import NIOCore

/// JSON text with its keys in the order they were written, as the contracts give them.
enum JSON: Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case null
    case array([JSON])
    case object([(key: String, value: JSON)])
    /// JSON text that is passed through as it came.
    case raw(String)

    init(_ value: ProfileValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .flag(let flag): self = .flag(flag)
        case .json(let text): self = .raw(text)
        }
    }

    var encoded: String {
        switch self {
        case .text(let text): Self.quote(text)
        case .number(let number): String(number)
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .array(let items): "[" + items.map(\.encoded).joined(separator: ",") + "]"
        case .object(let fields):
            "{" + fields.map { Self.quote($0.key) + ":" + $0.value.encoded }.joined(separator: ",") + "}"
        case .raw(let text): text
        }
    }

    /// - Source: RFC 8259 section 7.
    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension [(key: String, value: JSON)] {
    /// The value of the first field with this name, if it is a text.
    func text(_ name: String) -> String? {
        guard case .text(let text)? = first(where: { $0.key == name })?.value else { return nil }
        return text
    }
}
