import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore

/// The content of a request that adds to an upload.
struct ResumableBody {
    /// Bytes between two notes of progress.
    private static let stretch = 16 << 20

    /// Bytes, when they were announced.
    let length: Int64?
    private let body: RequestBody
    private let context: ConnectionContext

    /// - Parameters:
    ///   - room: bytes that the upload still takes.
    ///   - limit: bytes of the whole, for the refusal's text.
    /// - Throws: `.tooLarge` when more were announced, so that nobody sends them for nothing.
    init(_ request: Request, _ context: ConnectionContext, room: Int64, limit: Int64) throws {
        length = request.headers[.contentLength].map { Int64($0) ?? .max }
        guard length ?? 0 <= room else { throw CloakroomError(.tooLarge(limit: limit)) }
        body = request.body
        self.context = context
    }

    func pour(into writer: any SpoolWriter) async throws {
        context.invitesBody()
        for try await piece in body { try await writer.append(piece) }
    }

    /// The same, made durable now and then.
    /// - Parameter progress: told up to where.
    func pour(into writer: any PartWriter, progress: (Int64) -> Void) async throws {
        context.invitesBody()
        var loose = 0
        for try await piece in body {
            try await writer.append(piece)
            loose += piece.readableBytes
            guard loose >= Self.stretch else { continue }
            progress(try await writer.flush())
            loose = 0
        }
    }
}
