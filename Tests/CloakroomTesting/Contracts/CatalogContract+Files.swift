internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let reserving: [Promise<any Catalog>] = [
        Promise("a reserved row is found with its lease, and not served") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt", expires: after(100))
            try await catalog.reserve(record)
            #expect(try await catalog.find(path: "a/1.txt") == record)
            #expect(!record.isServed(at: start))
        },
        Promise("a key is reserved once, whatever became of its row") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt")
            try await catalog.reserve(record)
            await expectRefusal(.conflict) { try await catalog.reserve(record) }
            try await catalog.publish(record.key, heldBy: .primary, at: start)
            await expectRefusal(.conflict) { try await catalog.reserve(record) }
            _ = try await catalog.retire(record.key, at: start)
            await expectRefusal(.conflict) { try await catalog.reserve(record) }
            #expect(try await catalog.state(at: "a/1.txt") == .retired)
        },
        Promise("a row is reserved whatever state the record claims") { site in
            let catalog = try await site.open()
            var record = try file("a/1.txt")
            record.state = .live
            try await catalog.reserve(record)
            #expect(try await catalog.state(at: "a/1.txt") == .reserved)
        },
        Promise("several reservations may share a path") { site in
            let catalog = try await site.open()
            try await catalog.reserve(avatar("v/1"))
            try await catalog.reserve(avatar("v/2"))
            #expect(try await catalog.state(at: "users/1/photo.jpg") == .reserved)
        },
        Promise("text with a NUL is refused, never cut short") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt"))
            #expect(try await catalog.find(path: "a/1.txt\0.png") == nil)
        },
    ]

    static let publishing: [Promise<any Catalog>] = [
        Promise("a published row is live with every field as reserved, but for lease, holders and debt") { site in
            let catalog = try await site.open()
            for var record in try [file("a/1.txt", expires: after(100)), file("a/\u{e9} 2.txt"), avatar("v/1")] {
                try await catalog.reserve(record)
                try await catalog.publish(record.key, heldBy: [.secondary], at: start)
                record.state = .live
                record.lease = nil
                record.holders = .secondary
                record.debt = .init(to: .primary, since: start)
                #expect(try await catalog.find(path: record.path) == record)
            }
        },
        Promise("publishing a key without a row is a conflict") { site in
            let catalog = try await site.open()
            let key = try key("a/1.txt")
            await expectRefusal(.conflict) { try await catalog.publish(key, heldBy: .primary, at: start) }
        },
        Promise("a row is published once") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt")
            try await catalog.keep(record)
            await expectRefusal(.conflict) { try await catalog.publish(record.key, heldBy: .both, at: start) }
            #expect(try await catalog.find(path: record.path)?.holders == .primary)
        },
        Promise("publishing after a sweep took the row is a conflict and changes nothing") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"))
            let late = try avatar("v/2")
            try await catalog.reserve(late)
            #expect(try await catalog.keysDue(at: after(60)) == ["v/2"])
            await expectRefusal(.conflict) { try await catalog.publish(late.key, heldBy: .primary, at: after(61)) }
            #expect(try await catalog.find(path: late.path)?.key.text == "v/1")
        },
        Promise("publishing retires what was live under the path, its bytes due at once") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"))
            try await catalog.keep(avatar("v/other", path: "users/2/photo.jpg"))
            try await catalog.keep(avatar("v/2"), at: after(5))
            let live = try await catalog.find(path: "users/1/photo.jpg")
            #expect(live?.key.text == "v/2")
            #expect(live?.state == .live)
            #expect(try await catalog.backlog(at: after(5)) == Backlog(files: 1, bytes: 110, oldest: after(5)))
            #expect(try await catalog.keysDue(at: after(5)) == ["v/1"])
        },
        Promise("publishing retires a live row whose key is the path, too") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("users/1/photo.jpg"))
            try await catalog.keep(avatar("v/1"))
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "v/1")
            #expect(try await catalog.keysDue(at: start) == ["users/1/photo.jpg"])
        },
        Promise("publishing a row whose key is the path retires the live one with a key of its own") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"))
            try await catalog.keep(file("users/1/photo.jpg"))
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "users/1/photo.jpg")
            #expect(try await catalog.keysDue(at: start) == ["v/1"])
        },
    ]

    static let finding: [Promise<any Catalog>] = [
        Promise("a path without rows is not found, nor is a key that is no path") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"))
            #expect(try await catalog.find(path: "nowhere") == nil)
            #expect(try await catalog.find(path: "v/1") == nil)
        },
        Promise("the live row is found before reserved and retired ones, older or newer") { site in
            let catalog = try await site.open()
            for key in ["v/1", "v/2", "v/3"] { try await catalog.keep(avatar(key)) }
            try await catalog.reserve(avatar("v/4"))
            try await catalog.reserve(file("users/1/photo.jpg"))
            #expect(try await catalog.find(path: "users/1/photo.jpg")?.key.text == "v/3")
        },
        Promise("a path with retired rows only is still found") { site in
            let catalog = try await site.open()
            for name in ["v/1", "v/2", "v/3"] {
                try await catalog.keep(avatar(name))
                #expect(try await catalog.retire(key(name), at: start))
            }
            #expect(try await catalog.state(at: "users/1/photo.jpg") == .retired)
            try await catalog.forget([key("v/1"), key("v/2")])
            #expect(try await catalog.state(at: "users/1/photo.jpg") == .retired)
            try await catalog.forget([key("v/3")])
            #expect(try await catalog.find(path: "users/1/photo.jpg") == nil)
        },
        Promise("paths are compared byte by byte") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/\u{e9}.txt"))
            #expect(try await catalog.find(path: "a/e\u{301}.txt") == nil)
            #expect(try await catalog.find(path: "A/\u{e9}.txt") == nil)
            try await catalog.keep(file("a/e\u{301}.txt"))
        },
    ]

    static let retiring: [Promise<any Catalog>] = [
        Promise("a live or reserved row is retired once, without lease, its bytes due at once") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/live.txt", expires: after(1000)))
            try await catalog.reserve(file("a/reserved.txt"))
            for path in ["a/live.txt", "a/reserved.txt"] {
                #expect(try await catalog.retire(key(path), at: after(1)))
                #expect(try await !catalog.retire(key(path), at: after(2)))
                #expect(try await catalog.state(at: path) == .retired)
                #expect(try await catalog.find(path: path)?.lease == nil)
            }
            #expect(try await catalog.backlog(at: after(1)) == Backlog(files: 2, bytes: 200, oldest: after(1)))
        },
        Promise("retiring a key without a row says so") { site in
            let catalog = try await site.open()
            #expect(try await !catalog.retire(key("a/1.txt"), at: start))
        },
        Promise("a tombstone is a retired row whose bytes are due at once, and burying twice is no error") { site in
            let catalog = try await site.open()
            let tombstone = try file("a/legacy.txt")
            try await catalog.bury(tombstone, at: after(1))
            #expect(try await catalog.keysDue(at: after(1)) == ["a/legacy.txt"])
            try await catalog.bury(tombstone, at: after(2))
            #expect(try await catalog.state(at: "a/legacy.txt") == .retired)
            #expect(try await catalog.find(path: "a/legacy.txt")?.lease == nil)
            #expect(try await catalog.keysDue(at: after(3)).isEmpty)
        },
        Promise("a row in service is not buried") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt")
            try await catalog.keep(record)
            await expectRefusal(.conflict) { try await catalog.bury(record, at: start) }
            #expect(try await catalog.state(at: "a/1.txt") == .live)
        },
        Promise("forgetting removes retired rows and leaves the others") { site in
            let catalog = try await site.open()
            for path in ["a/live.txt", "a/retired.txt"] { try await catalog.keep(file(path)) }
            try await catalog.reserve(file("a/reserved.txt"))
            _ = try await catalog.retire(key("a/retired.txt"), at: start)
            let paths = ["a/live.txt", "a/retired.txt", "a/reserved.txt", "a/unknown.txt"]
            try await catalog.forget(paths.map(key))
            #expect(try await catalog.state(at: "a/live.txt") == .live)
            #expect(try await catalog.state(at: "a/retired.txt") == nil)
            #expect(try await catalog.state(at: "a/reserved.txt") == .reserved)
            try await catalog.reserve(file("a/retired.txt"))
        },
    ]
}
