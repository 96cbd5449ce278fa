extension Cloakroom {
    /// Finds what a signed link opens, for whoever has it.
    /// - Throws: `.linkInvalid` before the file is looked for, whether the signature is wrong or the link has ended;
    ///   `.fileNotFound` when the file is gone.
    public func find(_ signed: SignedLink) async throws -> Found {
        guard try await links.vouches(for: signed) else {
            throw CloakroomError(.linkInvalid)
        }
        return try await find(signed.link.path, by: .linkHolder)
    }

    /// Signs links to a file and its thumbnail.
    /// - Parameter seconds: how long they are wanted; at most as long as links and the file live.
    public func links(to found: Found, isAttachment: Bool = false, seconds: Int64? = nil) async throws -> FileLinks {
        let end = links.end(after: seconds, file: found.expires)
        var thumbnail: SignedLink?
        if let path = found.thumbnail { thumbnail = try await link(path, end, isAttachment: false) }
        return FileLinks(file: try await link(found.path, end, isAttachment: isAttachment), thumbnail: thumbnail)
    }

    public func links(to record: Record) async throws -> FileLinks {
        try await links(to: Found(record))
    }

    private func link(_ path: String, _ end: Int64, isAttachment: Bool) async throws -> SignedLink {
        guard let link = Link(path: path, expires: end, isAttachment: isAttachment) else {
            throw CloakroomError(.fileNotFound, "no link can name \(path)")
        }
        return try await links.sign(link)
    }
}
