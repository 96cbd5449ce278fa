internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let sharing: [Promise<any Catalog>] = [
        Promise("what was written is there after closing and opening again") { site in
            let catalog = try await site.open()
            try await catalog.keep(file("a/live.txt", expires: after(100)))
            try await catalog.reserve(file("a/reserved.txt"))
            try await catalog.bury(file("a/retired.txt"), at: start)
            let paths = ["a/live.txt", "a/reserved.txt", "a/retired.txt"]
            var before: [Record?] = []
            for path in paths { before.append(try await catalog.find(path: path)) }
            try await site.close(catalog)
            let again = try await site.open()
            for (path, record) in zip(paths, before) {
                #expect(record != nil)
                #expect(try await again.find(path: path) == record)
            }
            #expect(try await again.keysDue(at: after(100)) == Set(paths))
        },
        Promise("two that have it open see each other's writes at once") { site in
            let (one, other) = (try await site.open(), try await site.open())
            let record = try file("a/1.txt")
            try await one.reserve(record)
            try await other.publish(record.key, heldBy: .primary, at: start)
            #expect(try await one.state(at: "a/1.txt") == .live)
            #expect(try await one.retire(record.key, at: start))
            #expect(try await other.keysDue(at: start) == ["a/1.txt"])
            #expect(try await one.keysDue(at: start).isEmpty)
        },
        Promise("64 tasks may reserve, publish and find at once") { site in
            let catalog = try await site.open()
            try await withThrowingTaskGroup { group in
                for number in 0..<64 {
                    group.addTask {
                        try await catalog.keep(file("a/\(number).txt"))
                        try await catalog.keep(avatar("v/\(number)"))
                        #expect(try await catalog.state(at: "a/\(number).txt") == .live)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await catalog.backlog(at: start).files == 63)
            #expect(try await catalog.state(at: "users/1/photo.jpg") == .live)
        },
        Promise("of many who reserve one key at once, one gets it") { site in
            let (one, other) = (try await site.open(), try await site.open())
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    let catalog = number.isMultiple(of: 2) ? one : other
                    group.addTask { try await succeeds { try await catalog.reserve(file("a/1.txt")) } }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
        },
        Promise("sweepers at work at once share the rows, none handed out twice") { site in
            let sweepers = [try await site.open(), try await site.open()]
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    group.addTask { try await sweepers[0].keep(file("a/\(number).txt", expires: after(1))) }
                }
                try await group.waitForAll()
            }
            let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
                for turn in 0..<16 {
                    group.addTask {
                        let sweeper = "sweeper \(turn % 2)"
                        return try await sweepers[turn % 2].due(at: after(1), limit: 5, claim: 600, by: sweeper)
                            .map(\.key.text)
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(claimed.count == 40)
            #expect(Set(claimed).count == 40)
        },
    ]

    /// Whether `work` went through; a conflict is an answer, any other failure is thrown.
    private static func succeeds(_ work: () async throws -> Void) async throws -> Bool {
        do {
            try await work()
            return true
        } catch let error as CloakroomError where error.kind == .conflict {
            return false
        }
    }
}
