import CloakroomCore
import CloakroomCrypto
import HTTPTypes
import Hummingbird

extension TusDoor {
    /// Creation, with the first bytes if the request brings them.
    func create(_ asked: ResumableRequest) async throws -> Response {
        let request = asked.request
        let base = try desk.front.address.base(for: request, asked.context)
        let length = try TusHeaders.length(request.headers)
        let metadata = try TusMetadata(request.headers[.uploadMetadata] ?? "")
        let file = try metadata.file(QueryParameters(request.head))
        let upload = try await desk.open(
            file, for: try desk.target(metadata.kind.rawValue), length: length, metadata: metadata.text,
            by: asked.sender, in: asked.project)
        var response = Response(status: .created)
        let bringsContent = TusHeaders.bringsPiece(request.headers)
        if bringsContent || length == 0 {
            try await withTurn(upload.id, asked) { turn in
                do {
                    if bringsContent { try await receive(asked, into: &turn, at: 0) }
                    try await write(&turn, asked, to: &response)
                } catch {
                    // The client was not told its place, so nobody would ever go on.
                    try? await turn.discard()
                    throw error
                }
            }
        } else {
            response.headers[.uploadExpires] = HTTPDate.format(upload.expires)
        }
        response.headers[.location] = "\(base)/\(asked.project.id)/files/resumable/\(upload.id)"
        return response
    }

    func tell(_ id: String, _ asked: ResumableRequest) async throws -> Response {
        var response = Response(status: .ok, headers: [.cacheControl: "no-store"])
        try await withTurn(id, asked) { turn in
            try await write(&turn, asked, to: &response)
            if let length = turn.upload.length {
                response.headers[.uploadLength] = String(length)
            } else {
                response.headers[.uploadDeferLength] = "1"
            }
            response.headers[.uploadMetadata] = turn.upload.metadata
        }
        return response
    }

    func append(_ id: String, _ asked: ResumableRequest) async throws -> Response {
        let headers = asked.request.headers
        guard TusHeaders.bringsPiece(headers) else {
            throw UnsupportedContent("Content-Type must be \(Self.pieceType)")
        }
        guard let place = try TusHeaders.number(.uploadOffset, headers) else {
            throw CloakroomError(.invalid("Upload-Offset is missing"))
        }
        let length = try TusHeaders.number(.uploadLength, headers)
        var response = Response(status: .noContent)
        try await withTurn(id, asked) { turn in
            guard place == turn.offset else { throw CloakroomError(.offsetMismatch(expected: turn.offset)) }
            if let length { try await turn.fix(length: length) }
            if !turn.isComplete { try await receive(asked, into: &turn, at: place) }
            try await write(&turn, asked, to: &response)
        }
        return response
    }

    func discard(_ id: String, _ asked: ResumableRequest) async throws -> Response {
        try await withTurn(id, asked) { try await $0.discard() }
        return Response(status: .noContent)
    }

    // MARK: Steps

    private func withTurn(
        _ id: String, _ asked: ResumableRequest, work: (inout UploadTurn) async throws -> Void
    ) async throws {
        try await uploads.with(id, of: asked.sender, in: asked.project.id, oust: asked.oust, work: work)
    }

    private func receive(_ asked: ResumableRequest, into turn: inout UploadTurn, at place: Int64) async throws {
        let checksum = try TusHeaders.checksum(asked.request.headers)
        try await desk.receive(&turn, asked) { turn, body in
            if let checksum {
                try await turn.append(at: place, checked: checksum) { try await body.pour(into: $0) }
            } else {
                try await turn.append(at: place) { try await body.pour(into: $0) }
            }
        }
    }

    /// Where the upload stands; where all of it is there, what has become of it.
    private func write(_ turn: inout UploadTurn, _ asked: ResumableRequest, to response: inout Response) async throws {
        if turn.hasAll || turn.isComplete {
            let upload = turn.upload
            let record = try await turn.complete { try await desk.deposit(upload, asked) }
            response.name(record)
        }
        response.headers[.uploadOffset] = String(turn.offset)
        response.headers[.uploadExpires] = HTTPDate.format(turn.upload.expires)
    }
}
