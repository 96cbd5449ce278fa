public import CloakroomCore
internal import Testing

extension CatalogContract {
    /// Every sentence of ``RecordListing``.
    public static let listingPromises: [Promise<any Catalog & RecordListing>] = [
        Promise("rows in every state are listed by key, byte by byte, page by page") { site in
            let catalog = try await site.open()
            let names = ["B", "a/1", "a/10", "a/2", "b", "\u{e9}", "\u{10000}"]
            for name in names.reversed() { try await catalog.reserve(file(name)) }
            try await catalog.publish(key("a/2"), heldBy: .primary, at: start)
            _ = try await catalog.retire(key("b"), at: start)
            var pages: [[Record]] = []
            repeat {
                pages.append(try await catalog.records(after: pages.last?.last?.key, limit: 3))
            } while pages.last?.isEmpty == false
            #expect(pages.map(\.count) == [3, 3, 1, 0])
            #expect(pages.joined().map(\.key.text) == names)
            #expect(pages.joined().map(\.state).filter { $0 != .reserved } == [.live, .retired])
            #expect(try await catalog.count() == names.count)
        },
        Promise("a page may begin at a key that has no row any more") { site in
            let catalog = try await site.open()
            for name in ["a", "c"] { try await catalog.reserve(file(name)) }
            #expect(try await catalog.records(after: key("b"), limit: 9).map(\.key.text) == ["c"])
            #expect(try await catalog.records(after: nil, limit: 0).isEmpty)
        },
        Promise("rows are fetched by their own keys, whole") { site in
            let catalog = try await site.open()
            let record = try avatar("v/1")
            try await catalog.reserve(record)
            #expect(try await catalog.records(of: ["v/1", "v/2", "users/1/photo.jpg"].map(key)) == [record])
            #expect(try await catalog.records(of: [key("v/1.thumb")]).isEmpty)
            #expect(try await catalog.records(of: []).isEmpty)
        },
        Promise("an empty catalog has no rows") { site in
            let catalog = try await site.open()
            #expect(try await catalog.count() == 0)
            #expect(try await catalog.records(after: nil, limit: 9).isEmpty)
        },
    ]
}
