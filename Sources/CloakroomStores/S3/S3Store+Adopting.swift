public import CloakroomCore
internal import CloakroomCrypto
internal import NIOHTTP1

extension S3Store {
    public func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        guard let object = object(key) else { throw CloakroomError(.conflict, "key \(key) is too long") }
        try await telling {
            try await keysInMaking.alone(with: key) {
                guard try await head(object) == nil else { throw CloakroomError(.conflict, "key \(key) is taken") }
                try await put(spool, as: object, over: nil)
            }
        }
    }

    public func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        guard let object = object(key) else { throw CloakroomError(.conflict, "key \(key) is too long") }
        try await telling {
            let old = spool.size > Self.largestPut ? try await head(object) : nil
            try await put(spool, as: object, over: old)
        }
    }

    /// - Parameter old: what a long file takes the place of.
    private func put(_ spool: SpoolFile, as object: String, over old: S3Answer?) async throws {
        let source = try await files.run(within: patience) { _ in try SpoolSource(spool) }
        if spool.size > Self.largestPut {
            try await putInParts(spool, source, as: object, over: old)
        } else {
            let span = span(.whole(spool.size), of: source, spool.digest)
            let request = S3Request(
                method: .PUT, object: object, headers: ObjectLabel.headers(spool.label), body: .spooled(span))
            _ = try await client.send(request, .moving(spool.size, patience))
        }
        try await verify(object, spool)
    }

    func span(_ span: ByteSpan, of source: SpoolSource, _ digest: Digest) -> SpoolSpan {
        SpoolSpan(source: source, span: span, digest: digest, threads: files, patience: patience)
    }

    /// Looks at what has come of it: not every server holds a body against the digest that was signed.
    private func verify(_ object: String, _ spool: SpoolFile) async throws {
        let size = try await head(object)?.length
        guard size == spool.size else {
            throw CloakroomError(
                .unavailable, "\(object) was taken and has \(size.map(String.init) ?? "no") bytes, not \(spool.size)")
        }
    }
}
