import CloakroomCore
import HTTPTypes
import Hummingbird

extension PartialDoor {
    /// A file in the body, named in the header: resumable where the client can be told its place while it sends.
    func create(
        _ asked: ResumableRequest, _ file: PromisedFile, _ target: any ResumableTarget
    ) async throws -> Response {
        let headers = asked.request.headers
        guard !Resumption.isForm(headers) else {
            throw UnsupportedContent("A form cannot come in parts: send the file itself")
        }
        guard try Resumption.isPart(headers) || isTellingPlaces(asked.request) else {
            return try await receiveWhole(asked, file, target)
        }
        let resumption = try Resumption(headers)
        guard let isComplete = resumption.isComplete else { return try await receiveWhole(asked, file, target) }
        let base = try desk.front.address.base(for: asked.request, asked.context)
        let upload = try await desk.open(
            file, for: target, length: try Self.length(headers, isComplete), by: asked.sender, in: asked.project)
        let place = target.place(of: upload, base: base)
        announce(place, asked, resumption)
        var response = try await uploads.with(
            upload.id, of: asked.sender, in: asked.project.id, oust: asked.oust
        ) { turn in
            do {
                try await receive(asked, into: &turn, at: 0, resumption)
                return try await answer(&turn, asked, resumption, isComplete: isComplete, pending: .created)
            } catch {
                // A client that was not told its place would never go on.
                if !isTellingPlaces(asked.request) { try? await turn.discard() }
                throw error
            }
        }
        response.headers[.location] = place
        return response
    }

    func append(_ id: String, _ asked: ResumableRequest, _ resumption: Resumption) async throws -> Response {
        let headers = asked.request.headers
        if resumption.isAtLeast(6), headers[.contentType].flatMap(MediaType.init)?.essence != Resumption.pieceType {
            throw UnsupportedContent("Content-Type must be \(Resumption.pieceType)")
        }
        guard let place = try TusHeaders.number(.uploadOffset, headers) else {
            throw CloakroomError(.invalid("Upload-Offset is missing"))
        }
        // The first version had its field for uploads that go on, the later ones have theirs for those that end.
        guard let isComplete = resumption.isComplete ?? resumption.impliedEnd else {
            throw CloakroomError(.invalid("Upload-Complete is missing"))
        }
        return try await uploads.with(id, of: asked.sender, in: asked.project.id, oust: asked.oust) { turn in
            guard place == turn.offset else { throw CloakroomError(.offsetMismatch(expected: turn.offset)) }
            if !turn.isComplete {
                try await fix(&turn, headers, isComplete)
                try await receive(asked, into: &turn, at: place, resumption)
            }
            return try await answer(
                &turn, asked, resumption, isComplete: isComplete || turn.isComplete, pending: .noContent)
        }
    }

    func tell(_ id: String, _ asked: ResumableRequest, _ resumption: Resumption) async throws -> Response {
        try await uploads.with(id, of: asked.sender, in: asked.project.id, oust: asked.oust) { turn in
            var response = Response(status: .noContent, headers: [.cacheControl: "no-store"])
            if turn.isComplete {
                guard let record = try await turn.record() else { throw CloakroomError(.uploadNotFound) }
                response.name(record)
            }
            response.headers[.uploadOffset] = String(turn.offset)
            response.headers[.uploadLength] = turn.upload.length.map(String.init)
            write(turn, resumption, to: &response.headers)
            return response
        }
    }

    func discard(_ id: String, _ asked: ResumableRequest) async throws -> Response {
        try await uploads.with(id, of: asked.sender, in: asked.project.id, oust: asked.oust) { try await $0.discard() }
        return Response(status: .noContent)
    }

    // MARK: Receiving

    /// As a plain upload, but for how the file is named.
    private func receiveWhole(
        _ asked: ResumableRequest, _ file: PromisedFile, _ target: any ResumableTarget
    ) async throws -> Response {
        guard try !Resumption.isPart(asked.request.headers) else {
            throw CloakroomError(.invalid("Upload-Draft-Interop-Version must be 3 to 8"))
        }
        let limit = uploads.cloakroom.limits.uploadBytes
        let body = try ResumableBody(asked.request, asked.context, room: limit, limit: limit)
        let deposit = try await desk.admit(
            file, for: target, length: body.length, by: asked.sender, in: asked.project)
        let slot = try desk.front.slot(for: asked.sender, asked.request, asked.context)
        defer { desk.front.uploads.giveBack(slot) }
        let record = try await uploads.cloakroom.receive(deposit) { try await body.pour(into: $0) }
        var response = try await target.answer(file, record, asked)
        response.headers[.uploadComplete] = "?1"
        return response
    }

    private func receive(
        _ asked: ResumableRequest, into turn: inout UploadTurn, at place: Int64, _ resumption: Resumption
    ) async throws {
        let isTelling = resumption.isAtLeast(5) && isTellingPlaces(asked.request)
        try await desk.receive(&turn, asked) { turn, body in
            try await turn.append(at: place) { writer in
                try await body.pour(into: writer) { offset in
                    if isTelling { asked.context.say(.uploadResumptionSupported, [.uploadOffset: String(offset)]) }
                }
            }
        }
    }

    /// How long the whole is, as far as a creation tells.
    private static func length(_ headers: HTTPFields, _ isComplete: Bool) throws -> Int64? {
        let told = try TusHeaders.number(.uploadLength, headers)
        let sent = isComplete ? try TusHeaders.number(.contentLength, headers) : nil
        guard told ?? sent == sent ?? told else { throw CloakroomError(.inconsistentLength) }
        return told ?? sent
    }

    /// The same for a piece, which tells the length when it is the last one.
    private func fix(_ turn: inout UploadTurn, _ headers: HTTPFields, _ isComplete: Bool) async throws {
        if let told = try TusHeaders.number(.uploadLength, headers) { try await turn.fix(length: told) }
        guard isComplete, let sent = try TusHeaders.number(.contentLength, headers) else { return }
        let (end, overflow) = turn.offset.addingReportingOverflow(sent)
        try await turn.fix(length: overflow ? .max : end)
    }

    // MARK: Answering

    /// - Parameter pending: the status as long as more is to come.
    private func answer(
        _ turn: inout UploadTurn, _ asked: ResumableRequest, _ resumption: Resumption, isComplete: Bool,
        pending: HTTPResponse.Status
    ) async throws -> Response {
        var response = Response(status: pending)
        if isComplete {
            if !turn.isComplete { try await turn.fix(length: turn.offset) }
            let upload = turn.upload
            let target = try desk.target(upload.target)
            let record = try await turn.complete { try await desk.deposit(upload, asked) }
            response = try await target.answer(PromisedFile(upload), record, asked)
            response.name(record)
        }
        response.headers[.uploadOffset] = String(turn.offset)
        write(turn, resumption, to: &response.headers)
        return response
    }

    private func write(_ turn: UploadTurn, _ resumption: Resumption, to headers: inout HTTPFields) {
        resumption.write(isComplete: turn.isComplete, to: &headers)
        resumption.write(uploads.limits, largest: uploads.cloakroom.limits.uploadBytes, to: &headers)
    }

    // MARK: Interim answers

    /// Whether interim answers reach the client of this request, and it knows what they mean.
    private func isTellingPlaces(_ request: Request) -> Bool {
        guard let version = request.headers[.uploadInteropVersion].flatMap(Int.init) else { return false }
        return Resumption.versions.contains(version) && interim.reachClient(of: request.headers)
    }

    private func announce(_ place: String, _ asked: ResumableRequest, _ resumption: Resumption) {
        guard isTellingPlaces(asked.request) else { return }
        var headers: HTTPFields = [.location: place]
        headers[.uploadInteropVersion] = resumption.version.map(String.init)
        resumption.write(uploads.limits, largest: uploads.cloakroom.limits.uploadBytes, to: &headers)
        asked.context.say(.uploadResumptionSupported, headers)
    }
}

extension Resumption {
    /// What a piece means that does not say whether it is the last.
    fileprivate var impliedEnd: Bool? {
        switch version {
        case 3: true
        case 4, 5, 6: false
        default: nil
        }
    }
}
