internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let endingOfCopies: [Promise<any Catalog>] = [
        Promise("a row whose copy was made is held by the stores that gained one, and expires as before") { site in
            for (lost, holders) in [(Record.Holders.secondary, Record.Holders.primary), ([], .both)] {
                let catalog = try await site.open()
                let name = "a/\(holders.rawValue).txt"
                try await catalog.keep(file(name, expires: after(10)), heldBy: .secondary)
                _ = try await catalog.owed(at: start, limit: 1, lease: copier)
                try await catalog.settleAtHome(key(name), lost: lost, at: after(1))
                #expect(try await catalog.find(path: name)?.holders == holders)
                #expect(try await catalog.find(path: name)?.debt == nil)
                #expect(try await catalog.owedCopies() == OwedCopies())
                #expect(try await catalog.keysOwed(at: after(100)).isEmpty)
                #expect(try await catalog.keysDue(at: after(9)).isEmpty)
                #expect(try await catalog.keysDue(at: after(10)) == [name])
            }
        },
        Promise("a row whose copy was not made comes again when it was told to, and is owed as long as before") {
            site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt"), heldBy: .secondary)
            _ = try await catalog.owed(at: start, limit: 1, lease: copier)
            try await catalog.settle(key("a/1.txt"), gained: [], lost: [], again: after(5), by: "copier", at: after(1))
            #expect(try await catalog.owedCopies() == OwedCopies(toPrimary: 1, oldest: start))
            #expect(try await catalog.keysOwed(at: after(4)).isEmpty)
            #expect(try await catalog.keysOwed(at: after(5)) == ["a/1.txt"])
        },
        Promise("what turned out to be owed during a copy is still owed after it") { site in
            let catalog = try await site.open()
            try await catalog.reserve(file("a/1.txt"))
            try await catalog.publish(key("a/1.txt"), heldBy: .primary, owedTo: .secondary, at: start)
            _ = try await catalog.owed(at: start, limit: 1, lease: copier)
            try await catalog.owe(key("a/1.txt"), to: .primary, at: after(1))
            #expect(try await catalog.keysOwed(at: after(2)).isEmpty)
            try await catalog.settle(
                key("a/1.txt"), gained: .secondary, lost: [], again: after(3), by: "copier", at: after(2))
            #expect(try await catalog.find(path: "a/1.txt")?.holders == .both)
            #expect(try await catalog.owedCopies() == OwedCopies(toPrimary: 1, oldest: start))
            #expect(try await catalog.keysOwed(at: after(3)) == ["a/1.txt"])
        },
        Promise("who has lost the claim settles nothing") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt"), heldBy: .secondary)
            #expect(try await !catalog.settleAtHome(key("a/1.txt"), at: start))
            _ = try await catalog.owed(at: start, limit: 1, lease: copier)
            #expect(try await !catalog.settleAtHome(key("a/1.txt"), by: "other", at: start))
            #expect(try await !catalog.settleAtHome(key("a/none.txt"), at: start))
            #expect(try await catalog.find(path: "a/1.txt")?.holders == .secondary)
            #expect(try await catalog.owedCopies().toPrimary == 1)
            #expect(try await catalog.settleAtHome(key("a/1.txt"), at: start))
        },
        Promise("the bytes of a row that expires or is retired while it is copied are due when that ends") { site in
            for isRetired in [true, false] {
                let catalog = try await site.open()
                let name = "a/\(isRetired).txt"
                try await catalog.keep(file(name, expires: after(10)), heldBy: .secondary)
                _ = try await catalog.owed(at: start, limit: 1, lease: copier)
                if isRetired { #expect(try await catalog.retire(key(name), at: after(1))) }
                #expect(try await catalog.keysDue(at: after(59), claim: 1).isEmpty)
                #expect(try await catalog.keysDue(at: after(60), claim: 1000) == [name])
                #expect(try await catalog.owedCopies() == OwedCopies())
            }
        },
        Promise("a row replaced while it is copied is left alone until that ends") { site in
            let catalog = try await site.open()
            try await catalog.keep(avatar("v/1"), heldBy: .secondary)
            _ = try await catalog.owed(at: start, limit: 1, lease: copier)
            try await catalog.keep(avatar("v/2"), at: after(1))
            #expect(try await catalog.keysDue(at: after(59)).isEmpty)
            try await catalog.settleAtHome(key("v/1"), at: after(59))
            #expect(try await catalog.keysDue(at: after(59)) == ["v/1"])
        },
        Promise("a row retired while it is copied is due as soon as its copier lets go, or has died") { site in
            for isDead in [true, false] {
                let catalog = try await site.open()
                let name = "a/\(isDead).txt"
                try await catalog.keep(file(name), heldBy: .secondary)
                _ = try await catalog.owed(at: start, limit: 1, lease: copier)
                _ = try await catalog.retire(key(name), at: after(1))
                if isDead {
                    try await catalog.endLeases(of: "copier", at: after(2))
                } else {
                    try await catalog.settleAtHome(key(name), at: after(2))
                }
                #expect(try await catalog.state(at: name) == .retired)
                #expect(try await catalog.keysDue(at: after(2), claim: 1000) == [name])
            }
        },
        Promise("what a dead process was copying may be copied at once, and expires as before") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/1.txt", expires: after(10)), heldBy: .secondary)
            try await catalog.keep(file("a/2.txt", expires: after(10)))
            _ = try await catalog.owed(at: start, limit: 1, lease: copier)
            #expect(try await catalog.claim(key("a/2.txt"), at: start, lease: copier) != nil)
            try await catalog.endLeases(of: "copier", at: after(1))
            #expect(try await catalog.state(at: "a/1.txt") == .live)
            #expect(try await catalog.keysOwed(at: after(1), until: after(2)) == ["a/1.txt"])
            #expect(try await catalog.claim(key("a/2.txt"), at: after(1), lease: copier) != nil)
            try await catalog.endLeases(of: "copier", at: after(1))
            #expect(try await catalog.keysDue(at: after(10)) == ["a/1.txt", "a/2.txt"])
        },
    ]
}
