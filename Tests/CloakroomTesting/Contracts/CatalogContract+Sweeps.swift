internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let sweeping: [Promise<any Catalog>] = [
        Promise("a live row is due at the millisecond it expires, not before, and comes out retired") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(100)))
            try await catalog.keep(file("a/forever.txt"))
            let justBefore = Timestamp(milliseconds: after(100).milliseconds - 1)
            #expect(try await catalog.due(at: justBefore, limit: 10, claim: 600, by: "sweeper").isEmpty)
            #expect(try await catalog.backlog(at: justBefore) == Backlog())
            #expect(try await catalog.state(at: "a/1.txt") == .live)
            let due = try await catalog.due(at: after(100), limit: 10, claim: 600, by: "sweeper")
            #expect(due.map(\.key.text) == ["a/1.txt"])
            #expect(due.first?.state == .retired)
            #expect(try await catalog.find(path: "a/1.txt") == due.first)
        },
        Promise("a reserved row is due when its lease has ended, and comes out retired without it") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/1.txt", expires: after(10)))
            #expect(try await catalog.keysDue(at: after(59)).isEmpty)
            let due = try await catalog.due(at: after(60), limit: 10, claim: 600, by: "sweeper")
            #expect(due.map(\.key.text) == ["a/1.txt"])
            #expect(due.first?.state == .retired)
            #expect(due.first?.lease == nil)
        },
        Promise("a published row's lease no longer matters") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(1000)))
            try await catalog.endLeases(of: "process", at: start)
            #expect(try await catalog.keysDue(at: after(999)).isEmpty)
        },
        Promise("claimed rows are nobody's until the claim ends, and are not counted") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(100)))
            #expect(try await catalog.keysDue(at: after(100), claim: 50) == ["a/1.txt"])
            #expect(try await catalog.keysDue(at: after(149), claim: 50).isEmpty)
            #expect(try await catalog.backlog(at: after(149)) == Backlog())
            #expect(try await catalog.backlog(at: after(150)) == Backlog(files: 1, bytes: 100, oldest: after(150)))
            #expect(try await catalog.keysDue(at: after(150), claim: 50) == ["a/1.txt"])
        },
        Promise("no more rows are claimed than asked for, the longest due first") { site in
            let catalog = try await site.open()
            for number: Int64 in 1...5 {
                try await catalog.keep(file("a/\(number).txt", expires: after(100 - number)))
            }
            #expect(try await catalog.keysDue(at: after(200), limit: 0).isEmpty)
            #expect(try await catalog.keysDue(at: after(200), limit: 2) == ["a/5.txt", "a/4.txt"])
            #expect(try await catalog.backlog(at: after(200)) == Backlog(files: 3, bytes: 300, oldest: after(97)))
            #expect(try await catalog.keysDue(at: after(200), limit: 5) == ["a/3.txt", "a/2.txt", "a/1.txt"])
        },
        Promise("the backlog counts thumbnails and files once") { site in
            let catalog = try await site.open()
            let record = try avatar("v/1")
            try await catalog.reserve(record)
            try await catalog.publish(record.key, heldBy: .both, at: start)
            _ = try await catalog.retire(record.key, at: after(7))
            #expect(try await catalog.backlog(at: after(9)) == Backlog(files: 1, bytes: 110, oldest: after(7)))
        },
        Promise("a claim beyond the end of time is held there") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(1)))
            #expect(try await catalog.keysDue(at: after(1), claim: .max) == ["a/1.txt"])
            #expect(try await catalog.keysDue(at: after(1_000_000)).isEmpty)
        },
        Promise("the leases of a dead process end at once, those of others stay") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/dead.txt"))
            var other = try file("a/other.txt")
            other.lease = .init(owner: "other", until: after(60))
            try await catalog.reserve(other)
            try await catalog.endLeases(of: "process", at: after(1))
            #expect(try await catalog.keysDue(at: after(1)) == ["a/dead.txt"])
        },
        Promise("what a dead process claimed is due at once, what others claimed is not") { site in
            let catalog = try await site.open()
            for number in 1...2 { try await catalog.keep(file("a/\(number).txt", expires: after(1))) }
            let claimed = try await catalog.due(at: after(1), limit: 1, claim: 600, by: "dead")
            let other = try await catalog.due(at: after(1), limit: 1, claim: 600, by: "alive")
            #expect(claimed.count == 1 && other.count == 1)
            try await catalog.endLeases(of: "dead", at: after(2))
            #expect(try await catalog.keysDue(at: after(2)) == Set(claimed.map(\.key.text)))
        },
        Promise("a row that is claimed again is nobody's before") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(1)))
            _ = try await catalog.due(at: after(1), limit: 1, claim: 10, by: "dead")
            _ = try await catalog.due(at: after(11), limit: 1, claim: 600, by: "alive")
            try await catalog.endLeases(of: "dead", at: after(12))
            #expect(try await catalog.keysDue(at: after(12)).isEmpty)
        },
        Promise("a lease that has ended is not made longer") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/1.txt"))
            try await catalog.endLeases(of: "process", at: after(90))
            #expect(try await catalog.backlog(at: after(90)).oldest == after(60))
        },
        Promise("a catalog that can be written to answers a probe") { site in
            try await site.open().probe()
        },
    ]
}
