public import CloakroomCore
internal import NIOHTTP1

extension S3Store {
    /// Tells the keys of all objects below the prefix. Uploads that a crash has cut off are given up on the way.
    public func list(into sink: ([BlobKey]) async throws -> Void) async throws {
        try await telling {
            try await tidy()
            var token: String?
            repeat {
                try Task.checkCancellation()
                let page = try await page(after: token)
                let keys = page.all("Contents").compactMap { $0["Key"].flatMap { key(page.unencoded($0)) } }
                if !keys.isEmpty { try await sink(keys) }
                token = try next(page, after: token)
            } while token != nil
        }
    }

    /// Not every server tells of uploads, or tells everybody.
    private func tidy() async throws {
        do {
            try await abortUploads(begunBefore: tidying.limit)
        } catch is S3Failure {
            // The listing itself will tell if more is wrong.
        }
    }

    private func page(after token: String?) async throws -> XMLElement {
        var request = S3Request(
            method: .GET, object: "",
            query: [("list-type", "2"), ("encoding-type", "url"), ("prefix", client.location.prefix)])
        if let token { request.query.append(("continuation-token", token)) }
        let answer = try await client.send(request, .long(patience))
        guard let page = answer.document, page.name == "ListBucketResult" else {
            throw CloakroomError(.unavailable, "\(request): an answer that is no listing")
        }
        return page
    }

    /// - Throws: `.unavailable` when the listing does not get on: half of it must not pass for all.
    private func next(_ page: XMLElement, after token: String?) throws(CloakroomError) -> String? {
        guard page["IsTruncated"] == "true" else { return nil }
        guard let next = page["NextContinuationToken"], !next.isEmpty, next != token else {
            throw CloakroomError(.unavailable, "a listing that goes on and does not tell where")
        }
        return next
    }

    /// Nil for what is none of ours: a marker of a folder, or something beside the prefix.
    private func key(_ object: String) -> BlobKey? {
        let prefix = client.location.prefix
        guard object.utf8.starts(with: prefix.utf8) else { return nil }
        return BlobKey(String(decoding: object.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
    }
}

extension XMLElement {
    /// A name in a page of a listing, which is encoded if the page says so: XML cannot hold every character.
    func unencoded(_ name: String) -> String {
        guard self["EncodingType"] == "url" else { return name }
        return PercentEncoding.decode(name.replacing("+", with: " ")) ?? name
    }
}
