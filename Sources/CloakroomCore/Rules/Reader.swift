/// By what right somebody reads.
enum Reader: Sendable {
    /// By what the role table gives; nil is nobody known.
    case principal(Principal?)
    /// By a signed link to this very path.
    case linkHolder

    func mayRead(_ record: Record, _ access: Access) async throws -> Bool {
        switch self {
        case .principal(let principal): try await access.mayRead(record, principal)
        case .linkHolder: true
        }
    }

    func mayRead(legacy path: String, _ access: Access) async throws -> Bool {
        switch self {
        case .principal(let principal): try await access.mayRead(legacy: path, principal)
        case .linkHolder: true
        }
    }
}
