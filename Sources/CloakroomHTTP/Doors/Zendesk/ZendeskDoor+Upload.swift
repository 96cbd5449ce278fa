import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore

extension ZendeskDoor {
    func upload(_ request: Request, _ query: QueryParameters, _ context: ConnectionContext) async throws -> Response {
        let admitted = try await desk.counting(.upload) { try await admit(request, query, context) }
        defer { desk.uploads.giveBack(admitted.admission.slot) }
        context.invitesBody()
        let upload = try await receive(request, admitted)
        return try created(upload, request, context)
    }

    func created(_ upload: Upload, _ request: Request, _ context: ConnectionContext) throws -> Response {
        var response = try answer(.created, upload, request, context)
        let base = try desk.address.base(for: request, context)
        response.headers[.location] = ZendeskAttachment(upload.latest, base: base).url
        return response
    }

    /// Who sends what for whom, as far as the head of a request tells.
    struct Wish {
        let sender: Principal
        let account: FrontDesk.Account
        /// Nil when a form may tell it.
        let name: FileName?
        let type: String?
        /// What the file is added to.
        let upload: Upload?

        func deposit(_ name: FileName, _ type: String?, _ limits: Limits) -> Deposit {
            .upload(
                name, type: type, by: sender, in: account.project, as: account.membership, until: upload?.expires,
                limits: limits)
        }
    }

    func wish(_ request: Request, _ query: QueryParameters, _ context: ConnectionContext) async throws -> Wish {
        let named = try FrontDesk.namedProject(request)
        let sender = try await principal(request, query, context, for: named)
        let account = try await desk.home(of: sender, named: named)
        let told = try query.single("filename").flatMap { $0.isEmpty ? nil : $0 } ?? PromisedFile.name(request)
        let name = try Self.name(told, isNeeded: !BodyShape.isForm(request))
        let token = try query.single("token").flatMap { $0.isEmpty ? nil : $0 }
        var upload: Upload?
        if let token { upload = try await cloakroom.uploadToAdd(token, by: sender, in: account.project.id) }
        let type = name.flatMap { Self.declaredType(PromisedFile.type(request), $0) }
        return Wish(sender: sender, account: account, name: name, type: type, upload: upload)
    }

    /// An upload before its first byte is wanted.
    private struct Admitted {
        let wish: Wish
        let admission: FrontDesk.Admission
    }

    private func admit(
        _ request: Request, _ query: QueryParameters, _ context: ConnectionContext
    ) async throws -> Admitted {
        let wish = try await wish(request, query, context)
        let overhead = BodyShape.isForm(request) ? MultipartLimits().overhead : 0
        let admission = try await desk.admit(
            request, context, by: wish.sender, overhead: overhead, account: wish.account)
        return Admitted(wish: wish, admission: admission)
    }

    /// - Throws: ``RecordInvalid`` when there is none, `.invalid` for a path.
    private static func name(_ text: String, isNeeded: Bool) throws -> FileName? {
        guard !text.isEmpty else {
            guard !isNeeded else { throw RecordInvalid("filename", "cannot be blank") }
            return nil
        }
        guard FileName.basename(text) == text else { throw CloakroomError(.invalid("filename must not be a path")) }
        return FileName(client: text)
    }

    /// What clients send when they do not know: several have one type for every file.
    private static let unspecific: Set<String> = [
        "application/binary", "application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data",
    ]

    private static func declaredType(_ essence: String?, _ name: FileName) -> String? {
        guard let essence, !unspecific.contains(essence) else { return nil }
        return essence == "application/json" && name.fileExtension != ".json" ? nil : essence
    }

    // MARK: Receiving

    private func receive(_ request: Request, _ admitted: Admitted) async throws -> Upload {
        switch try await BodyShape.of(request) {
        case .form(let reader): return try await receive(reader, admitted)
        case .file(let body): return try await receive(body, admitted)
        }
    }

    /// A body that ends before its announced length is none: there is no other mark by which to tell.
    private func receive(_ body: PeekedBody, _ admitted: Admitted) async throws -> Upload {
        let wish = admitted.wish
        guard let name = wish.name else { throw RecordInvalid("filename", "cannot be blank") }
        let deposit = wish.deposit(name, wish.type, cloakroom.limits)
        return try await cloakroom.receive(deposit, into: wish.upload) { writer in
            var count: Int64 = 0
            var body = body
            while let chunk = try await body.next() {
                count += Int64(chunk.readableBytes)
                try await writer.append(chunk)
            }
            if let length = admitted.admission.length, count < length { throw CloakroomError(.aborted) }
        }
    }

    /// The field `uploaded_data`, named by the query, by a field `filename` before it, or by itself.
    private func receive(_ reader: MultipartReader<RequestBody>, _ admitted: Admitted) async throws -> Upload {
        let wish = admitted.wish
        var name = wish.name
        while let part = try await reader.nextPart() {
            if part.name == "filename", !part.isFile, name == nil {
                name = try Self.name(try await text(of: reader), isNeeded: false)
            }
            guard part.isFile else { continue }
            guard ["uploaded_data", "file"].contains(part.name) else { throw CloakroomError(.unexpectedFile) }
            let deposit = wish.deposit(
                name ?? FileName(client: part.fileName ?? ""), part.contentType, cloakroom.limits)
            return try await cloakroom.receive(deposit, into: wish.upload) { writer in
                while let chunk = try await reader.nextChunk() { try await writer.append(chunk) }
                while let other = try await reader.nextPart() {
                    if other.isFile { throw CloakroomError(.unexpectedFile) }
                }
            }
        }
        throw RecordInvalid("uploaded_data", "cannot be blank")
    }

    /// The parser holds fields to a size.
    private func text(of reader: MultipartReader<RequestBody>) async throws -> String {
        var bytes = ByteBuffer()
        while var chunk = try await reader.nextChunk() { bytes.writeBuffer(&chunk) }
        return String(buffer: bytes)
    }
}
