internal import CloakroomCrypto

/// Uploads: files that are handed in under a token for somebody who decides later whether they are kept.
extension Cloakroom {
    /// Takes a file into a new upload, or into an open one of the same sender.
    /// - Throws: `.fileNotFound` also when the upload was closed meanwhile; what was received is given up then.
    public func receive(
        _ deposit: Deposit, into upload: Upload?, fill: (any SpoolWriter) async throws -> Void
    ) async throws -> Upload {
        let record = try await receive(deposit, fill: fill)
        let place = UploadPlace(upload)
        let attachment = try await addOrWithdraw(record, to: place) { _ in true }
        let file = Upload.File(attachment, record, link: try await link(to: attachment))
        return try Upload(token: place.token, expires: attachment.expires, files: (upload?.files ?? []) + [file])
    }

    /// Takes a file that was kept as one of an upload into it. Doing it again changes nothing.
    /// - Throws: `.fileNotFound` also when the upload was closed before that; the file is given up then. After what may pass
    ///   it stays for another try.
    public func attach(_ record: Record, to place: UploadPlace) async throws -> Upload {
        let token = UploadToken.digest(place.token)
        if try await !uploads.attachments(of: token).contains(where: { $0.key == record.key }) {
            _ = try await addOrWithdraw(record, to: place) { ($0 as? CloakroomError)?.kind.isFinal ?? false }
        }
        return try await upload(place.token, uploads.attachments(of: token), latest: record.key)
    }

    private func addOrWithdraw(
        _ record: Record, to place: UploadPlace, withdrawingAfter isFinal: (any Error) -> Bool
    ) async throws -> Attachment {
        do {
            return try await add(record, to: place)
        } catch {
            if isFinal(error) { await withdraw(record) }
            throw error
        }
    }

    private func add(_ record: Record, to place: UploadPlace) async throws -> Attachment {
        guard let project = record.project, let end = record.expires else {
            throw CloakroomError(.internalFailure, "an upload without project or end")
        }
        let attachment = Attachment(
            id: Attachment.randomID(), token: UploadToken.digest(place.token), key: record.key, project: project,
            owner: record.owner, created: record.created, expires: end)
        if place.isNew {
            try await uploads.begin(attachment)
        } else {
            try await uploads.add(attachment, at: now)
        }
        return attachment
    }

    /// The open upload with this token.
    /// - Throws: `.fileNotFound` when there is none, or `principal` neither made it nor works in its project.
    public func upload(_ token: String, for principal: Principal) async throws -> Upload {
        let found = try await visible(token, principal)
        guard let first = found.first, first.isOpen(at: now) else { throw CloakroomError(.fileNotFound) }
        return try await upload(token, found)
    }

    /// The same for whoever wants to add a file to it: its maker alone.
    public func uploadToAdd(_ token: String, by principal: Principal, in project: HexID) async throws -> Upload {
        let upload = try await upload(token, for: principal)
        guard let first = upload.files.first?.attachment, first.owner == principal.ownerTag, first.project == project
        else { throw CloakroomError(.fileNotFound) }
        return upload
    }

    /// Deletes an open upload with all its files: its maker may, and the project's admins.
    public func discard(_ token: String, by principal: Principal) async throws {
        let found = try await visible(token, principal)
        guard let first = found.first, first.isOpen(at: now) else { throw CloakroomError(.fileNotFound) }
        guard try await access.mayDiscard(first, principal) else { throw CloakroomError(.roleTooLow) }
        guard try await uploads.discard(first.token, at: now) else { throw CloakroomError(.fileNotFound) }
        forgetCopies(of: found)
    }

    /// Keeps an upload's files and closes it, for whoever works in its project. Once it is done, doing it again changes
    /// nothing and succeeds.
    /// - Parameter lifetime: seconds from now that the files are kept; nil: for ever.
    public func consume(
        _ token: String, keepingFor lifetime: Int64?, by principal: Principal, in project: HexID
    ) async throws -> Upload {
        let found = try await visible(token, principal)
        guard let first = found.first, first.project == project else { throw CloakroomError(.fileNotFound) }
        _ = try await access.membership(of: principal, in: project, atLeast: .agent)
        let end = lifetime.map { now.adding(seconds: min($0, Limits.longestLifetime)) }
        let isDone = try await uploads.consume(first.token, keepingUntil: end, at: now)
        guard isDone || first.consumed != nil else { throw CloakroomError(.fileNotFound) }
        forgetCopies(of: found)
        return try await upload(token, found)
    }

    /// A file of an upload, or its thumbnail, by number.
    /// - Throws: `.fileNotFound`, also for a file that is neither the principal's nor its project's whom it works for.
    public func attachedFile(_ id: Int64, for principal: Principal) async throws -> Upload.File {
        let attachment = try await uploads.attachment(id & ~1)
        guard let attachment, try await access.maySee(attachment, principal),
            let file = try await file(attachment), id & 1 == 0 || file.thumbnail != nil
        else { throw CloakroomError(.fileNotFound) }
        return file
    }

    /// What a link to an attachment opens for whoever has it, while its upload is open; nil when it opens nothing.
    public func find(_ link: AttachmentLink) async throws -> Found? {
        guard let attachment = try await uploads.attachment(link.id & ~1), attachment.isOpen(at: now),
            try await links.vouches(for: SignedLink(Self.seal(of: attachment, id: link.id), signature: link.signature))
        else { return nil }
        return try await find(Self.path(of: attachment, link.id), by: .linkHolder)
    }

    /// What a link to an attachment leads `reader` to, after its upload was consumed too: who handed it in, or works in its
    /// project. The link itself proves nothing here, for its number is no secret.
    public func find(_ link: AttachmentLink, for reader: Principal) async throws -> Found {
        guard let attachment = try await uploads.attachment(link.id & ~1),
            try await access.maySee(attachment, reader)
        else { throw CloakroomError(.fileNotFound) }
        return try await find(Self.path(of: attachment, link.id), for: reader)
    }
}

extension Cloakroom {
    /// Looked up at every node anew: what one of them closes is closed for all.
    private func visible(_ token: String, _ principal: Principal) async throws -> [Attachment] {
        let found = try await uploads.attachments(of: UploadToken.digest(token))
        guard let first = found.first, try await access.maySee(first, principal) else { return [] }
        return found
    }

    /// Without the files that were deleted one by one.
    private func upload(
        _ token: String, _ attachments: [Attachment], latest: BlobKey? = nil
    ) async throws -> Upload {
        var files: [Upload.File] = []
        for attachment in attachments {
            if let file = try await file(attachment) { files.append(file) }
        }
        guard let end = attachments.first?.expires else { throw CloakroomError(.fileNotFound) }
        return try Upload(token: token, expires: end, files: files, latest: latest)
    }

    private func file(_ attachment: Attachment) async throws -> Upload.File? {
        guard let record = try await catalog.find(path: attachment.key.text), record.isServed(at: now) else {
            return nil
        }
        return Upload.File(attachment, record, link: try await link(to: attachment))
    }

    /// The links are signed as links to files are, so the same key opens both, and rotating it ends both.
    private func link(to attachment: Attachment) async throws -> Upload.File.Links {
        let original = try await links.sign(Self.seal(of: attachment, id: attachment.id))
        let thumbnail = try await links.sign(Self.seal(of: attachment, id: attachment.id | 1))
        return Upload.File.Links(
            original: AttachmentLink(id: attachment.id, signature: original.signature),
            thumbnail: AttachmentLink(id: attachment.id | 1, signature: thumbnail.signature))
    }

    /// What is signed names no file's path, so that it opens nothing anywhere else.
    private static func seal(of attachment: Attachment, id: Int64) -> Link {
        Link(attachment: id, expires: attachment.expires.seconds)
    }

    private static func path(of attachment: Attachment, _ id: Int64) -> String {
        id & 1 == 0 ? attachment.key.text : FilePath.thumbnail(of: attachment.key.text)
    }

    private func forgetCopies(of attachments: [Attachment]) {
        for attachment in attachments {
            cache.forget(attachment.key.text)
            cache.blobs.removeValue(for: attachment.key)
        }
    }

    /// In a task of its own: the request's may be cancelled already. If the catalog fails, the file expires by itself.
    private func withdraw(_ record: Record) async {
        await Task {
            try? await giveUp(record)
            cache.forget(record.path)
        }.value
    }
}
