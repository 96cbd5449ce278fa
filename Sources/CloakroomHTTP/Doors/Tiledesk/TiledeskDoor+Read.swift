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
        let answer = { [cloakroom] in FileAnswer($0, isAttachment: mustDownload || !wish.isEmpty, now: cloakroom.now) }
        do {
            return try await response(answer(found), to: request, context)
        } catch let error as CloakroomError where error.kind == .fileNotFound {
            guard let next = try await cloakroom.successor(of: found, for: reader) else { throw error }
            return try await response(answer(next), to: request, context)
        }
    }

    private func response(
        _ answer: FileAnswer, to request: Request, _ context: ConnectionContext
    ) async throws -> Response {
        try await answer.response(
            to: request.head, from: cloakroom, via: desk.accelRedirect(for: context), on: context.channel.eventLoop)
    }

    /// The link alone decides: a credential beside it changes nothing, so that every bearer sees the same.
    func readLinked(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Response {
        try allowances.countOpenRead(request, context)
        let link = try LinkQuery.read(query)
        let found = try await cloakroom.find(link)
        let answer = FileAnswer(
            found, isAttachment: link.link.isAttachment, now: cloakroom.now, linkEnd: link.link.end)
        return try await response(answer, to: request, context)
    }
}
