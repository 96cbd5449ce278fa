import CloakroomCore
import Foundation
import Hummingbird
import NIOCore

extension TiledeskDoor {
    /// Signs links for whoever may read the file.
    func link(_ request: Request, _ query: QueryParameters, _ context: ConnectionContext) async throws -> Response {
        let principal = try await principal(request, query, context)
        let base = try address.base(for: request, context)
        let wish = try await LinkWish(request, context)
        let found = try await DecodedAgain.attempt(wish.path) { try await cloakroom.find($0, for: principal) }
        let links = try await cloakroom.links(
            to: found, isAttachment: wish.isAttachment ?? false, seconds: wish.seconds)
        return .json(.created, Self.fields(links, base) + [("expires_at", .text(links.expires.iso8601))])
    }

    static func fields(_ links: FileLinks, _ base: String) -> [(key: String, value: JSON)] {
        var fields: [(key: String, value: JSON)] = [("url", .text(LinkQuery.url(links.file, base: base)))]
        if let thumbnail = links.thumbnail {
            fields.append(("thumbnail_url", .text(LinkQuery.url(thumbnail, base: base))))
        }
        return fields
    }
}

/// What a request for a link says.
private struct LinkWish: Decodable {
    let path: String
    let seconds: Int64?
    let isAttachment: Bool?

    private enum CodingKeys: String, CodingKey {
        case path
        case seconds = "expires_in"
        case isAttachment = "as_attachment"
    }

    /// Bytes of the body; a path has at most 1024.
    private static let largest = 16 << 10

    /// - Throws: `.tooLarge`, or `.invalid` for what is not a wish.
    init(_ request: Request, _ context: ConnectionContext) async throws {
        context.invitesBody()
        do {
            let body = try await request.body.collect(upTo: Self.largest)
            self = try JSONDecoder().decode(LinkWish.self, from: Data(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw CloakroomError(.tooLarge(limit: Int64(Self.largest)))
        } catch is DecodingError {
            throw CloakroomError(
                .invalid(
                    "The body must be JSON: path (text), expires_in (whole seconds), as_attachment (true or false)"))
        }
        guard (seconds ?? 1) > 0 else { throw CloakroomError(.invalid("expires_in must be a positive number")) }
    }
}
