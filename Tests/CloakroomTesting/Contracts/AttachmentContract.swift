public import CloakroomCore
internal import CloakroomCrypto
internal import Testing

/// Every sentence of ``AttachmentCatalog``, beside the catalog of the files that it speaks of.
public enum AttachmentContract {
    public typealias Subject = any Catalog & AttachmentCatalog

    private static let start = CatalogContract.start

    public static let promises: [Promise<Subject>] = beginning + ending

    private static let beginning: [Promise<Subject>] = [
        Promise("an upload is its files, oldest first, found by token and by number") { site in
            let catalog = try await site.open()
            let first = try await attach("a/1.txt", 2 << 40, to: "t", catalog)
            let second = try await attach("a/2.txt", 1 << 40, to: "t", after: 1, catalog)
            let other = try await attach("a/3.txt", 3 << 40, to: "u", catalog)
            #expect(try await catalog.attachments(of: token("t")) == [first, second])
            #expect(try await catalog.attachments(of: token("u")) == [other])
            #expect(try await catalog.attachments(of: token("v")).isEmpty)
            #expect(try await catalog.attachment(1 << 40) == second)
            #expect(try await catalog.attachment(4) == nil)
        },
        Promise("no number and no file is attached twice, and none without a row") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            try await catalog.keep(CatalogContract.file("a/2.txt"))
            for (key, id) in [("a/2.txt", Int64(2)), ("a/1.txt", 4), ("a/none.txt", 4)] {
                await expectRefusal(.conflict) { try await catalog.begin(attachment(key, id, of: "u")) }
            }
            #expect(try await catalog.attachments(of: token("u")).isEmpty)
        },
        Promise("only its sender adds to an upload, in its project, while it is open, up to a number") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            try await catalog.keep(CatalogContract.file("a/2.txt"))
            let more = try attachment("a/2.txt", 4, of: "t")
            var another = more
            another.owner = "somebody else"
            var elsewhere = more
            elsewhere.project = try #require(HexID("ffffffffffffffffffffffff"))
            for wrong in try [another, elsewhere, attachment("a/2.txt", 4, of: "u")] {
                await expectRefusal(.fileNotFound) { try await catalog.add(wrong, at: start) }
            }
            await expectRefusal(.fileNotFound) { try await catalog.add(more, at: CatalogContract.after(60)) }
            for number in 2...Int64(CloakroomCore.Attachment.most) {
                _ = try await attach("b/\(number).txt", number * 2 + 2, to: "t", after: 1, catalog)
            }
            await expectRefusal(.invalid("An upload has at most 100 files")) { try await catalog.add(more, at: start) }
        },
        Promise("uploads are there after closing and opening again") { site in
            let catalog = try await site.open()
            let file = try await attach("a/1.txt", 2, to: "t", catalog)
            try await site.close(catalog)
            #expect(try await site.open().attachments(of: token("t")) == [file])
        },
    ]

    private static let ending: [Promise<Subject>] = [
        Promise("what is consumed while it is copied outlives the claim of a copier that never comes back") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            let key = try #require(BlobKey("a/1.txt"))
            let lease = Record.Lease(owner: "copier", until: CatalogContract.after(300))
            #expect(try await catalog.claim(key, at: start, lease: lease) != nil)
            #expect(try await catalog.consume(token("t"), keepingUntil: nil, at: CatalogContract.after(1)))
            #expect(try await catalog.keysDue(at: CatalogContract.after(100_000)).isEmpty)
        },
        Promise("what is consumed lives on as long as it is told, and can be neither consumed nor discarded again") {
            site in
            for end in [nil, CatalogContract.after(600)] {
                let catalog = try await site.open()
                let name = end == nil ? "t" : "u"
                _ = try await attach("\(name)/1.txt", end == nil ? 2 : 4, to: name, catalog)
                #expect(try await catalog.consume(token(name), keepingUntil: end, at: CatalogContract.after(59)))
                #expect(try await !catalog.consume(token(name), keepingUntil: nil, at: CatalogContract.after(59)))
                #expect(try await !catalog.discard(token(name), at: CatalogContract.after(59)))
                #expect(try await catalog.attachments(of: token(name)).map(\.consumed) == [CatalogContract.after(59)])
                #expect(try await catalog.find(path: "\(name)/1.txt")?.expires == end)
                #expect(try await catalog.keysDue(at: CatalogContract.after(60)).isEmpty)
                #expect(
                    try await catalog.keysDue(at: CatalogContract.after(600)) == (end == nil ? [] : ["u/1.txt"]))
            }
        },
        Promise("what has ended is not consumed, to the millisecond, nor is a file that was deleted revived") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            _ = try await attach("b/1.txt", 4, to: "u", catalog)
            #expect(try await !catalog.consume(token("t"), keepingUntil: nil, at: CatalogContract.after(60)))
            #expect(try await !catalog.discard(token("t"), at: CatalogContract.after(60)))
            #expect(try await catalog.find(path: "a/1.txt")?.expires == CatalogContract.after(60))
            #expect(try await catalog.retire(CatalogContract.key("b/1.txt"), at: start))
            #expect(try await catalog.consume(token("u"), keepingUntil: nil, at: start))
            #expect(try await catalog.state(at: "b/1.txt") == .retired)
            #expect(try await catalog.keysDue(at: start) == ["b/1.txt"])
        },
        Promise("what is discarded is retired at once, all of it, and forgotten as an upload") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            _ = try await attach("a/2.txt", 4, to: "t", after: 1, catalog)
            #expect(try await catalog.discard(token("t"), at: start))
            #expect(try await !catalog.discard(token("t"), at: start))
            #expect(try await catalog.attachments(of: token("t")).isEmpty)
            #expect(try await catalog.keysDue(at: start) == ["a/1.txt", "a/2.txt"])
        },
        Promise("an attachment goes with its file's row") { site in
            let catalog = try await site.open()
            _ = try await attach("a/1.txt", 2, to: "t", catalog)
            let rows = try await catalog.due(at: CatalogContract.after(60), limit: 9, claim: 9, by: "sweeper")
            #expect(try await catalog.attachment(2) != nil)
            try await catalog.forget(rows.map(\.key))
            #expect(try await catalog.attachment(2) == nil)
            #expect(try await catalog.attachments(of: token("t")).isEmpty)
        },
        Promise("of many who consume or discard at once, one does") { site in
            let catalogs = [try await site.open(), try await site.open()]
            _ = try await attach("a/1.txt", 2, to: "t", catalogs[0])
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        number % 4 == 0
                            ? try await catalogs[number / 4 % 2].discard(token("t"), at: start)
                            : try await catalogs[number % 2].consume(token("t"), keepingUntil: nil, at: start)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
        },
    ]

    private static func token(_ text: String) -> Digest { Digest(of: text.utf8) }

    /// Of an upload that ends after a minute.
    private static func attachment(_ key: String, _ id: Int64, of upload: String, after: Int64 = 0) throws
        -> CloakroomCore.Attachment
    {
        try CloakroomCore.Attachment(
            id: id, token: token(upload), key: CatalogContract.key(key),
            project: #require(HexID("0123456789abcdef01234567")), owner: "owner",
            created: CatalogContract.after(after), expires: CatalogContract.after(60))
    }

    /// Keeps a file and attaches it: the first one of an upload at the start, later ones after some seconds.
    private static func attach(
        _ key: String, _ id: Int64, to upload: String, after: Int64 = 0, _ catalog: Subject
    ) async throws -> CloakroomCore.Attachment {
        try await catalog.keep(CatalogContract.file(key, expires: CatalogContract.after(60)))
        let attachment = try attachment(key, id, of: upload, after: after)
        if after == 0 {
            try await catalog.begin(attachment)
        } else {
            try await catalog.add(attachment, at: start)
        }
        return attachment
    }
}
