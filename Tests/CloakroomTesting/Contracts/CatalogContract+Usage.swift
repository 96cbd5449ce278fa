internal import CloakroomCore
internal import Testing

extension CatalogContract {
    static let counting: [Promise<any Catalog>] = [
        Promise("what is reserved or live counts, thumbnails too, for its project and for its sender in it") { site in
            let catalog = try await site.open()
            #expect(try await catalog.usage(of: project(1), by: nil, at: start) == Usage())
            try await catalog.reserve(sent("a/1.txt"))
            try await catalog.keep(sent("a/2.txt", thumbnail: 7))
            try await catalog.keep(sent("b/1.txt", by: "b"))
            try await catalog.keep(sent("c/1.txt", in: project(2)))
            try await catalog.keep(avatar("v/1"))
            #expect(try await catalog.usage(of: project(1), by: nil, at: start) == Usage(files: 3, bytes: 307))
            #expect(try await catalog.usage(of: project(1), by: "a", at: start) == Usage(files: 2, bytes: 207))
            #expect(try await catalog.usage(of: project(1), by: "b", at: start) == Usage(files: 1, bytes: 100))
            #expect(try await catalog.usage(of: project(2), by: "a", at: start) == Usage(files: 1, bytes: 100))
        },
        Promise("whatever takes a file out of service gives its room back, once") { site in
            let catalog = try await site.open()
            for number in 1...4 { try await catalog.keep(sent("a/\(number).txt", expires: after(Int64(number)))) }
            #expect(try await catalog.retire(key("a/4.txt"), at: start))
            #expect(try await !catalog.retire(key("a/4.txt"), at: start))
            #expect(try await catalog.usage(of: project(1), by: nil, at: start).files == 3)
            #expect(try await catalog.usage(of: project(1), by: "a", at: after(1)).files == 2, "expired, not swept")
            #expect(try await catalog.keysDue(at: after(2)).count == 3)
            #expect(try await catalog.usage(of: project(1), by: nil, at: start).files == 1, "swept")
            try await catalog.forget([key("a/1.txt"), key("a/2.txt"), key("a/4.txt")])
            #expect(try await catalog.usage(of: project(1), by: "a", at: start) == Usage(files: 1, bytes: 100))
            try await catalog.reserve(sent("a/5.txt"))
            #expect(try await catalog.keysDue(at: after(60)).count == 2)
            #expect(try await catalog.usage(of: project(1), by: nil, at: start) == Usage())
        },
        Promise("a tombstone counts nowhere, and what replaces a file counts in its place") { site in
            let catalog = try await site.open()
            try await catalog.bury(sent("a/1.txt"), at: start)
            #expect(try await catalog.usage(of: project(1), by: nil, at: start) == Usage())
            for number in 1...2 {
                var record = try sent("k/\(number)")
                record.path = "a/same.txt"
                try await catalog.keep(record)
            }
            #expect(try await catalog.usage(of: project(1), by: nil, at: start) == Usage(files: 1, bytes: 100))
        },
        Promise("a file that fits to the byte is reserved, and one that does not leaves nothing") { site in
            let catalog = try await site.open()
            let quotas = Quotas(project: Quota(bytes: 200, files: 3))
            try await catalog.reserve(sent("a/1.txt"), within: quotas, at: start)
            try await catalog.reserve(sent("a/2.txt", by: "b"), within: quotas, at: start)
            let excess = QuotaExcess(holder: .project, unit: .bytes, used: 200, limit: 200)
            await expectRefusal(.overQuota(excess)) {
                try await catalog.reserve(sent("a/3.txt"), within: quotas, at: start)
            }
            #expect(try await catalog.find(path: "a/3.txt") == nil)
            #expect(try await catalog.usage(of: project(1), by: nil, at: start).files == 2)
            try await catalog.reserve(sent("a/3.txt", in: project(2)), within: quotas, at: start)
        },
        Promise("a sender's quota holds in each project, beside the project's own") { site in
            let catalog = try await site.open()
            let quotas = Quotas(project: Quota(files: 3), sender: Quota(files: 1))
            try await catalog.reserve(sent("a/1.txt"), within: quotas, at: start)
            try await catalog.reserve(sent("a/2.txt", in: project(2)), within: quotas, at: start)
            await expectRefusal(.overQuota(QuotaExcess(holder: .sender, unit: .files, used: 1, limit: 1))) {
                try await catalog.reserve(sent("a/3.txt"), within: quotas, at: start)
            }
            for name in ["b", "c"] { try await catalog.reserve(sent("\(name)/1", by: name), within: quotas, at: start) }
            await expectRefusal(.overQuota(QuotaExcess(holder: .project, unit: .files, used: 3, limit: 3))) {
                try await catalog.reserve(sent("d/1.txt", by: "d"), within: quotas, at: start)
            }
        },
        Promise("what has expired makes room at once, whether or not a sweep has run") { site in
            let catalog = try await site.open()
            let quotas = Quotas(sender: Quota(bytes: 100))
            try await catalog.keep(sent("a/1.txt", expires: after(1)))
            await expectRefusal(.overQuota(QuotaExcess(holder: .sender, unit: .bytes, used: 100, limit: 100))) {
                try await catalog.reserve(sent("a/2.txt"), within: quotas, at: start)
            }
            try await catalog.reserve(sent("a/2.txt"), within: quotas, at: after(1))
        },
        Promise("of many who reserve at once, as many get through as the quota has room for") { site in
            let catalogs = [try await site.open(), try await site.open()]
            let quotas = Quotas(project: Quota(bytes: 1050))
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        do {
                            try await catalogs[number % 2].reserve(
                                sent("a/\(number).txt", by: "\(number % 5)"), within: quotas, at: start)
                            return true
                        } catch let error as CloakroomError where error.kind.isOverQuota {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 10)
            #expect(try await catalogs[0].usage(of: project(1), by: nil, at: start) == Usage(files: 10, bytes: 1000))
        },
        Promise("usage is there after closing and opening again") { site in
            let catalog = try await site.open()
            try await catalog.keep(sent("a/1.txt"))
            try await site.close(catalog)
            #expect(try await site.open().usage(of: project(1), by: "a", at: start) == Usage(files: 1, bytes: 100))
        },
    ]

    private static func project(_ number: Int) throws -> HexID {
        try #require(HexID("00000000000000000000000\(number)"))
    }

    /// A chat file of 100 bytes, of project 1 and sender `a` if nothing else is said.
    private static func sent(
        _ key: String, by owner: String = "a", in project: HexID? = nil, thumbnail: Int64? = nil,
        expires: Timestamp? = nil
    ) throws -> Record {
        var record = try file(key, expires: expires)
        record.project = try project ?? self.project(1)
        record.owner = owner
        if let thumbnail {
            record.thumbnail = try Thumbnail(
                key: self.key(key + ".thumb"), size: thumbnail, digest: record.digest, contentType: "image/jpeg")
        }
        return record
    }
}

extension CloakroomError.Kind {
    fileprivate var isOverQuota: Bool {
        if case .overQuota = self { true } else { false }
    }
}
