import CloakroomCore
import Hummingbird

extension TiledeskDoor {
    func delete(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext,
        message: String = "File deleted successfully"
    ) async throws -> Response {
        let principal = try await principal(request, query, context)
        guard let path = try query.single("path"), !path.isEmpty else {
            throw CloakroomError(.invalid("Path parameter is required"))
        }
        let deleted = try await DecodedAgain.attempt(path) {
            try await cloakroom.retire($0, by: principal)
            return $0
        }
        return .json(
            .ok,
            [("message", .text(message)), ("filename", .text(PercentEncoding.component(deleted)))])
    }
}

/// Some clients encode a path twice: what is not found is tried once more, decoded.
enum DecodedAgain {
    static func attempt<Result>(_ path: String, _ find: (String) async throws -> Result) async throws -> Result {
        do {
            return try await find(path)
        } catch let error as CloakroomError where error.kind == .fileNotFound {
            guard let decoded = PercentEncoding.decodedAgain(path) else { throw error }
            return try await find(decoded)
        }
    }
}
