internal import CPostgres
internal import CloakroomCore

/// The server refused a statement; the connection is as good as before.
struct ServerRefusal: Error, CustomStringConvertible {
    /// Five characters (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    let state: String
    let message: String

    init(state: String, message: String) {
        self.state = state
        self.message = message
    }

    init(_ result: OpaquePointer) {
        state = cloakroom_pg_state(result).map { String(cString: $0) } ?? ""
        message = cloakroom_pg_message(result).map { String(cString: $0) } ?? "no answer"
    }

    /// What the statements behind a failed one get.
    static let skipped = ServerRefusal(state: "25P02", message: "skipped after a failure")

    var description: String { "\(message) (\(state))" }

    /// Whether the same transaction may well succeed when it is run again: a deadlock, or two that wrote the same path.
    var isPassing: Bool { ["40001", "40P01", "23505"].contains(state) }

    /// Whether the server ends the connection with this.
    var endsConnection: Bool { ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(state) }
}

/// The connection broke or gave no answer in time; what was sent last may or may not have been done.
struct ConnectionLost: Error, CustomStringConvertible {
    let description: String
}

extension CloakroomError {
    /// What a failure of the server or the way there means to the domain; errors of our own pass unchanged.
    init(postgreSQL error: any Error) {
        switch error {
        case let error as CloakroomError: self = error
        case let error as ServerRefusal:
            self.init(Self.kind(error.state), "catalog", cause: error, condition: Self.condition(error.state))
        default: self.init(.unavailable, "catalog", cause: error)
        }
    }

    private static func kind(_ state: String) -> Kind {
        switch state {
        case "53100": .noSpace
        case "42P01", "3F000", "42501": .unavailable
        default:
            switch state.prefix(2) {
            case "23": .conflict
            case "22", "42", "XX": .internalFailure
            default: .unavailable
            }
        }
    }

    private static func condition(_ state: String) -> Condition {
        switch state {
        case "53100": .full
        case "55P03", "57014", "40P01", "40001": .locked
        case "25006": .readOnly
        case "42P01", "3F000": .gone
        default: .failing
        }
    }
}
