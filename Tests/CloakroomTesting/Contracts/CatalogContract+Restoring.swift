public import CloakroomCore
internal import Testing

extension CatalogContract {
    /// Every sentence of ``RecordRestoring``.
    public static let restoringPromises: [Promise<any Catalog & RecordRestoring>] = [
        Promise("a restored row is live, with every field") { site in
            let catalog = try await site.open()
            let records = try [
                live(file("a/1.txt", expires: after(100))), live(file("a/\u{e9} 2.txt")), live(avatar("v/1")),
            ]
            #expect(try await catalog.restore(records, at: start) == records.map(\.key))
            for record in records { #expect(try await catalog.find(path: record.path) == record) }
            #expect(try await catalog.restore([], at: start).isEmpty)
        },
        Promise("a row that is there is left as it is") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/reserved"))
            try await catalog.keep(file("a/live"), heldBy: .both)
            try await catalog.keep(file("a/retired"))
            _ = try await catalog.retire(key("a/retired"), at: start)
            var others = try ["a/reserved", "a/live", "a/retired"].map { try live(file($0)) }
            for index in others.indices { others[index].name = "other" }
            #expect(try await catalog.restore(others, at: after(1)).isEmpty)
            #expect(try await catalog.state(at: "a/reserved") == .reserved)
            #expect(try await catalog.state(at: "a/retired") == .retired)
            let kept = try #require(try await catalog.find(path: "a/live"))
            #expect(kept.name == "note.txt" && kept.holders == .both && kept.state == .live)
        },
        Promise("restoring twice changes nothing") { site in
            let catalog = try await site.open()
            let records = try [live(file("a/1.txt")), live(avatar("v/1")), live(avatar("v/2", age: 10))]
            _ = try await catalog.restore(records, at: start)
            #expect(try await catalog.restore(records, at: start).isEmpty)
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "v/1")
        },
        Promise("the newest avatar is live and the others are due, in whatever order they come") { site in
            let catalog = try await site.open()
            for (path, keys) in [("x", ["1", "2", "3"]), ("y", ["6", "4", "5"])] {
                let photos = try keys.map { try live(avatar("v/\($0)", path: path, age: 10 - (Int64($0) ?? 0))) }
                #expect(try await catalog.restore(photos, at: start) == photos.map(\.key))
            }
            #expect(try await catalog.find(path: "x")?.key.text == "v/3")
            #expect(try await catalog.find(path: "y")?.key.text == "v/6")
            #expect(try await catalog.keysDue(at: start) == ["v/1", "v/2", "v/4", "v/5"])
        },
        Promise("a newer avatar takes the place of one that has a row, an older one does not") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/2", age: 5))
            #expect(try await catalog.restore([live(avatar("v/1", age: 9))], at: start).map(\.text) == ["v/1"])
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "v/2")
            _ = try await catalog.restore([live(avatar("v/3", age: 1))], at: start)
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "v/3")
            #expect(try await catalog.keysDue(at: start) == ["v/1", "v/2"])
        },
        Promise("no other kind of file takes a place that is taken") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1", age: 9))
            var late = try live(file("a/1.txt"))
            late.path = "users/1/photo.jpg"
            _ = try await catalog.restore([late], at: start)
            #expect(try await catalog.find(path: late.path)?.key.text == "v/1")
        },
        Promise("what has expired is due, what is restored counts, and what is away goes home") { site in
            let catalog = try await site.open()
            var away = try live(file("a/away", expires: after(100)))
            away.holders = .secondary
            _ = try await catalog.restore([live(file("a/expired", expires: start)), away], at: start)
            let project = try #require(away.project)
            #expect(try await catalog.usage(of: project, by: nil, at: start) == Usage(files: 1, bytes: 100))
            #expect(try await catalog.owedCopies().toPrimary == 1)
            let lease = Record.Lease(owner: "p", until: after(60))
            #expect(try await catalog.owed(at: start, limit: 9, lease: lease).map(\.key) == [away.key])
            #expect(try await catalog.keysDue(at: start) == ["a/expired"])
        },
    ]

    private static func live(_ record: Record) -> Record {
        var record = record
        record.state = .live
        record.lease = nil
        record.holders = .primary
        return record
    }

    /// - Parameter age: seconds.
    private static func avatar(_ key: String, path: String = "users/1/photo.jpg", age: Int64) throws -> Record {
        var record = try avatar(key, path: path)
        record.created = start.adding(seconds: -age)
        return record
    }
}
