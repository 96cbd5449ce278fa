internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let copying: [Promise<any Catalog>] = owing + claiming + endingOfCopies

    private static let owing: [Promise<any Catalog>] = [
        Promise("only of live rows a copy may be owed, to the stores that publishing named") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/home.txt"))
            try await catalog.keep(file("a/both.txt"), heldBy: .both)
            try await catalog.keep(file("a/away.txt"), heldBy: .secondary)
            try await catalog.reserve(file("a/replicated.txt"))
            try await catalog.publish(key("a/replicated.txt"), heldBy: .primary, owedTo: .secondary, at: after(5))
            try await catalog.reserve(file("a/reserved.txt"))
            #expect(try await catalog.owedCopies() == OwedCopies(toPrimary: 1, toSecondary: 1, oldest: start))
            #expect(try await catalog.find(path: "a/away.txt")?.debt == .init(to: .primary, since: start))
            #expect(try await catalog.find(path: "a/replicated.txt")?.debt == .init(to: .secondary, since: after(5)))
            #expect(try await catalog.find(path: "a/both.txt")?.debt == nil)
            #expect(try await catalog.keysOwed(at: start) == ["a/away.txt"])
            #expect(try await catalog.keysOwed(at: after(5)) == ["a/replicated.txt"])
        },
        Promise("what a store should hold and lacks is owed to it, once") { site in
            let catalog = try await site.open()
            for (name, holders) in [("a/both.txt", Record.Holders.both), ("a/one.txt", .secondary)] {
                try await catalog.reserve(file(name))
                try await catalog.publish(key(name), heldBy: holders, owedTo: [], at: start)
                for second: Int64 in 1...2 { try await catalog.owe(key(name), to: .primary, at: after(second)) }
            }
            #expect(try await catalog.owedCopies() == OwedCopies(toPrimary: 1, oldest: after(1)))
            try await catalog.owe(key("a/both.txt"), to: .both, at: after(3))
            #expect(try await catalog.find(path: "a/both.txt")?.debt == .init(to: .both, since: after(1)))
            #expect(try await catalog.find(path: "a/both.txt")?.holders == .both)
            #expect(try await catalog.keysOwed(at: after(1)) == ["a/both.txt"])
        },
        Promise("nothing is owed of a row that is not live") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/reserved.txt"))
            try await catalog.keep(file("a/gone.txt"), heldBy: .secondary)
            _ = try await catalog.retire(key("a/gone.txt"), at: start)
            for name in ["a/reserved.txt", "a/gone.txt", "a/none.txt"] {
                try await catalog.owe(key(name), to: .both, at: start)
            }
            #expect(try await catalog.owedCopies() == OwedCopies())
            #expect(try await catalog.find(path: "a/gone.txt")?.debt == nil)
        },
    ]

    private static let claiming: [Promise<any Catalog>] = [
        Promise("rows are claimed for one process until its claim ends, the longest waiting first") { site in
            let catalog = try await site.open()
            for number: Int64 in 1...3 {
                try await catalog.keep(file("a/\(number).txt"), heldBy: .secondary, at: after(-number))
            }
            #expect(try await catalog.keysOwed(at: start, limit: 0).isEmpty)
            #expect(try await catalog.keysOwed(at: start, limit: 2) == ["a/3.txt", "a/2.txt"])
            #expect(try await catalog.keysOwed(at: start) == ["a/1.txt"])
            #expect(try await catalog.keysOwed(at: after(59)).isEmpty)
            #expect(try await catalog.owedCopies() == OwedCopies(toPrimary: 3, oldest: after(-3)))
            #expect(try await catalog.keysOwed(at: after(60)).count == 3)
        },
        Promise("processes at work at once share the rows, none handed out twice") { site in
            let catalogs = [try await site.open(), try await site.open()]
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask { try await catalogs[0].keep(file("a/\(number).txt"), heldBy: .secondary) }
                }
                try await group.waitForAll()
            }
            let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
                for turn in 0..<8 {
                    group.addTask {
                        let lease = Record.Lease(owner: "copier \(turn % 2)", until: after(60))
                        return try await catalogs[turn % 2].owed(at: start, limit: 5, lease: lease).map(\.key.text)
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(claimed.count == 20 && Set(claimed).count == 20)
        },
        Promise("a claimed row is live as before, without a lease") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt", expires: after(1000))
            try await catalog.keep(record, heldBy: .secondary)
            let before = try await catalog.find(path: "a/1.txt")
            let claimed = try await catalog.owed(at: start, limit: 1, lease: copier)
            #expect(claimed == [before])
            #expect(try await catalog.find(path: "a/1.txt") == before)
        },
        Promise("a live row may be claimed by itself, unless somebody else has a claim") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/reserved.txt"))
            #expect(try await catalog.claim(key("a/reserved.txt"), at: start, lease: copier) == nil)
            #expect(try await catalog.claim(key("a/none.txt"), at: start, lease: copier) == nil)
            for (name, holders) in [("a/home.txt", Record.Holders.primary), ("a/away.txt", .secondary)] {
                try await catalog.keep(file(name, expires: after(10)), heldBy: holders)
                let row = try await catalog.find(path: name)
                #expect(try await catalog.claim(key(name), at: start, lease: copier) == row)
                #expect(try await catalog.claim(key(name), at: after(59), lease: other) == nil)
                #expect(try await !catalog.keysDue(at: after(59)).contains(name))
                #expect(try await catalog.claim(key(name), at: after(60), lease: other) == row)
                try await catalog.settle(
                    key(name), gained: .primary, lost: [], again: after(70), by: "other", at: after(61))
                #expect(try await catalog.keysOwed(at: after(100)).isEmpty)
                #expect(try await catalog.keysDue(at: after(61)).contains(name))
            }
        },
    ]

    static let copier = Record.Lease(owner: "copier", until: after(60))
    private static let other = Record.Lease(owner: "other", until: after(120))
}

extension Catalog {
    func keysOwed(
        at now: Timestamp, limit: Int = 100, until end: Timestamp = CatalogContract.after(60)
    ) async throws -> Set<String> {
        let lease = Record.Lease(owner: "copier", until: end)
        return try await Set(owed(at: now, limit: limit, lease: lease).map(\.key.text))
    }

    /// As after a copy for primary.
    @discardableResult
    func settleAtHome(_ key: BlobKey, lost: Record.Holders = [], by owner: String = "copier", at now: Timestamp)
        async throws -> Bool
    {
        try await settle(key, gained: .primary, lost: lost, again: now, by: owner, at: now)
    }
}
