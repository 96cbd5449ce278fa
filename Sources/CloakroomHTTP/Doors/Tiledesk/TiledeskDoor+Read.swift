import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore

extension TiledeskDoor {
    /// - Parameter mustDownload: whether the route itself asks for an attachment.
    func read(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext, isAtRoot: Bool, mustDownload: Bool
    ) async throws -> Response {
        let isOpen = isAtRoot && cloakroom.access.reads == .capability
        if isOpen { try allowances.countOpenRead(request, context) }
        let reader = isOpen ? nil : try await principal(request, query, context)
        guard let path = try query.single("path"), !path.isEmpty else { throw CloakroomError(.fileNotFound) }
        let found = try await DecodedAgain.attempt(path) { try await cloakroom.find($0, for: reader) }
        let wish = try query.single("as_attachment") ?? ""
        return try await FileAnswer(found, isAttachment: mustDownload || !wish.isEmpty, now: cloakroom.now)
            .response(to: request.head, from: cloakroom)
    }
}
