internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let takingHome: [Promise<any Catalog>] = [
        Promise("only live rows that primary does not hold may go home") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/home.txt"))
            try await catalog.keep(file("a/both.txt"), heldBy: .both)
            try await catalog.keep(file("a/away.txt"), heldBy: .secondary)
            try await catalog.reserve(file("a/reserved.txt"))
            #expect(try await catalog.awayCount() == 1)
            #expect(try await catalog.keysAway(at: start) == ["a/away.txt"])
        },
        Promise("rows are claimed for one process until its claim ends, the longest waiting first") { site in
            let catalog = try await site.open()
            for number: Int64 in 1...3 {
                try await catalog.keep(file("a/\(number).txt"), heldBy: .secondary, at: after(-number))
            }
            #expect(try await catalog.keysAway(at: start, limit: 0).isEmpty)
            #expect(try await catalog.keysAway(at: start, limit: 2) == ["a/3.txt", "a/2.txt"])
            #expect(try await catalog.keysAway(at: start) == ["a/1.txt"])
            #expect(try await catalog.keysAway(at: after(59)).isEmpty)
            #expect(try await catalog.awayCount() == 3)
            #expect(try await catalog.keysAway(at: after(60)).count == 3)
        },
        Promise("a claimed row is live as before, without a lease") { site in
            let catalog = try await site.open()
            let record = try file("a/1.txt", expires: after(1000))
            try await catalog.keep(record, heldBy: .secondary)
            let before = try await catalog.find(path: "a/1.txt")
            let claimed = try await catalog.away(at: start, limit: 1, lease: carrier)
            #expect(claimed == [before])
            #expect(try await catalog.find(path: "a/1.txt") == before)
        },
        Promise("a row that got home is held by primary, and expires as before") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(10)), heldBy: .secondary)
            _ = try await catalog.away(at: start, limit: 1, lease: carrier)
            try await catalog.settle(key("a/1.txt"), heldBy: .primary, again: nil, by: "carrier", at: after(1))
            #expect(try await catalog.find(path: "a/1.txt")?.holders == .primary)
            #expect(try await catalog.awayCount() == 0)
            #expect(try await catalog.keysAway(at: after(100)).isEmpty)
            #expect(try await catalog.keysDue(at: after(9)).isEmpty)
            #expect(try await catalog.keysDue(at: after(10)) == ["a/1.txt"])
        },
        Promise("a row that did not get home comes again when it was told to") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt"), heldBy: .secondary)
            _ = try await catalog.away(at: start, limit: 1, lease: carrier)
            try await catalog.settle(key("a/1.txt"), heldBy: .both, again: after(5), by: "carrier", at: after(1))
            #expect(try await catalog.find(path: "a/1.txt")?.holders == .both)
            #expect(try await catalog.keysAway(at: after(4)).isEmpty)
            #expect(try await catalog.keysAway(at: after(5)) == ["a/1.txt"])
        },
        Promise("who has lost the claim settles nothing") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt"), heldBy: .secondary)
            try await catalog.settle(key("a/1.txt"), heldBy: .primary, again: nil, by: "carrier", at: start)
            _ = try await catalog.away(at: start, limit: 1, lease: carrier)
            try await catalog.settle(key("a/1.txt"), heldBy: .primary, again: nil, by: "other", at: start)
            try await catalog.settle(key("a/none.txt"), heldBy: .primary, again: nil, by: "carrier", at: start)
            #expect(try await catalog.find(path: "a/1.txt")?.holders == .secondary)
            #expect(try await catalog.awayCount() == 1)
        },
        Promise("the bytes of a row that expires or is retired on its way home are due when that ends") { site in
            for isRetired in [true, false] {
                let catalog = try await site.open()
                let name = "a/\(isRetired).txt"
                try await catalog.keep(file(name, expires: after(10)), heldBy: .secondary)
                _ = try await catalog.away(at: start, limit: 1, lease: carrier)
                if isRetired { #expect(try await catalog.retire(key(name), at: after(1))) }
                #expect(try await catalog.keysDue(at: after(59), claim: 1).isEmpty)
                #expect(try await catalog.keysDue(at: after(60), claim: 1000) == [name])
                #expect(try await catalog.awayCount() == 0)
            }
        },
        Promise("a row replaced on its way home is left alone until that ends") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"), heldBy: .secondary)
            _ = try await catalog.away(at: start, limit: 1, lease: carrier)
            try await catalog.keep(avatar("v/2"), at: after(1))
            #expect(try await catalog.keysDue(at: after(59)).isEmpty)
            try await catalog.settle(key("v/1"), heldBy: .primary, again: nil, by: "carrier", at: after(59))
            #expect(try await catalog.keysDue(at: after(59)) == ["v/1"])
        },
        Promise("a row retired on its way home is due as soon as its carrier lets go, or has died") { site in
            for isDead in [true, false] {
                let catalog = try await site.open()
                let name = "a/\(isDead).txt"
                try await catalog.keep(file(name), heldBy: .secondary)
                _ = try await catalog.away(at: start, limit: 1, lease: carrier)
                _ = try await catalog.retire(key(name), at: after(1))
                if isDead {
                    try await catalog.endLeases(of: "carrier", at: after(2))
                } else {
                    try await catalog.settle(key(name), heldBy: .both, again: nil, by: "carrier", at: after(2))
                }
                #expect(try await catalog.state(at: name) == .retired)
                #expect(try await catalog.keysDue(at: after(2), claim: 1000) == [name])
            }
        },
        Promise("what a dead process was taking home may go home at once, and expires as before") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(10)), heldBy: .secondary)
            _ = try await catalog.away(at: start, limit: 1, lease: carrier)
            try await catalog.endLeases(of: "carrier", at: after(1))
            #expect(try await catalog.state(at: "a/1.txt") == .live)
            #expect(try await catalog.keysAway(at: after(1), until: after(2)) == ["a/1.txt"])
            try await catalog.endLeases(of: "carrier", at: after(1))
            #expect(try await catalog.keysDue(at: after(10)) == ["a/1.txt"])
        },
    ]

    private static var carrier: Record.Lease { .init(owner: "carrier", until: after(60)) }
}

extension Catalog {
    fileprivate func keysAway(
        at now: Timestamp, limit: Int = 100, until end: Timestamp = CatalogContract.after(60)
    ) async throws -> Set<String> {
        let lease = Record.Lease(owner: "carrier", until: end)
        return try await Set(away(at: now, limit: limit, lease: lease).map(\.key.text))
    }
}
