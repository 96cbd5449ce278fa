public import CloakroomCore
internal import Testing

/// Every sentence of ``UploadLedger``, to be checked against each implementation with an empty site for each promise.
public enum UploadLedgerContract {
    public static let promises: [Promise<any UploadLedger>] = [
        Promise("a row is read as it was written, with everything or with nothing that can be left out") { site in
            let ledger = try await site.open()
            let full = try upload(
                "a", type: "text/plain", metadata: "filename YQ==,kind", length: .max,
                result: .init(key: #require(BlobKey("avatars/1/a.jpg")), path: "uploads/users/1/images/photo.jpg"))
            for row in try [full, upload("b")] {
                try await ledger.open(row, atMost: 9, at: start)
                #expect(try await ledger.upload(row.id) == row)
            }
            #expect(try await ledger.upload("c") == nil)
        },
        Promise("an id is used once") { site in
            let ledger = try await site.open()
            try await ledger.open(upload("a"), atMost: 9, at: start)
            await expectRefusal(.conflict) { try await ledger.open(upload("a", length: 7), atMost: 9, at: start) }
            let first = try upload("a")
            #expect(try await ledger.upload("a") == first)
        },
        Promise("what is open counts for its creator until it expires, is complete or removed") { site in
            let ledger = try await site.open()
            for id in ["a", "b", "c"] { try await ledger.open(upload(id), atMost: 3, at: start) }
            await expectRefusal(.tooManyUploads(limit: 3)) { try await ledger.open(upload("d"), atMost: 3, at: start) }
            #expect(try await ledger.upload("d") == nil)
            try await ledger.open(upload("d", by: "other"), atMost: 3, at: start)
            #expect(try await ledger.update(upload("a", state: .complete)))
            try await ledger.open(upload("e"), atMost: 3, at: start)
            try await ledger.removeUpload("b")
            try await ledger.open(upload("f", expires: 20), atMost: 3, at: start)
            await expectRefusal(.tooManyUploads(limit: 3)) { try await ledger.open(upload("g"), atMost: 3, at: start) }
            try await ledger.open(upload("g"), atMost: 3, at: start.adding(seconds: 10))
        },
        Promise("of many who begin at once none too many gets through") { site in
            let ledger = try await site.open()
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        do {
                            try await ledger.open(upload("\(number)"), atMost: 5, at: start)
                            return true
                        } catch let error as CloakroomError where error.kind == .tooManyUploads(limit: 5) {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 5)
        },
        Promise("an update changes state, length, expiry and result, of a row that is there only") { site in
            let ledger = try await site.open()
            try await ledger.open(upload("a"), atMost: 9, at: start)
            let changed = try upload(
                "a", state: .complete, length: 5, expires: 99,
                result: .init(key: #require(BlobKey("k")), path: "p"))
            #expect(try await ledger.update(changed))
            #expect(try await ledger.upload("a") == changed)
            #expect(try await !ledger.update(upload("b")))
            #expect(try await ledger.upload("b") == nil)
        },
        Promise("a removed row is gone, and removing what is not there succeeds") { site in
            let ledger = try await site.open()
            try await ledger.open(upload("a"), atMost: 9, at: start)
            try await ledger.removeUpload("a")
            try await ledger.removeUpload("a")
            #expect(try await ledger.upload("a") == nil)
        },
        Promise("what has expired is taken at its very second and once, the oldest first and never more than asked for")
        {
            site in
            let ledger = try await site.open()
            for (id, expires) in [("a", 30), ("b", 10), ("c", 20), ("d", 40)] {
                try await ledger.open(upload(id, expires: Int64(expires)), atMost: 9, at: start)
            }
            let taken = { (seconds: Int64, limit: Int) in
                try await ledger.takeExpired(at: start.adding(seconds: seconds), limit: limit).map(\.id)
            }
            #expect(try await taken(9, 9) == [])
            #expect(try await taken(10, 9) == ["b"])
            #expect(try await taken(99, 2) == ["c", "a"])
            #expect(try await ledger.upload("c") == nil)
            #expect(try await ledger.upload("d") != nil)
            #expect(try await taken(99, 9) == ["d"])
            #expect(try await taken(99, 9) == [])
        },
        Promise("of several who take at once each row goes to one") { site in
            let ledger = try await site.open()
            for number in 0..<40 { try await ledger.open(upload("\(number)"), atMost: 99, at: start) }
            let taken = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask { try await ledger.takeExpired(at: start.adding(seconds: 10), limit: 10).map(\.id) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.count == Set(taken).count)
            let rest = try await ledger.takeExpired(at: start.adding(seconds: 10), limit: 99).map(\.id)
            #expect(Set(taken + rest).count == 40 && taken.count + rest.count == 40)
        },
        Promise("a row is there after closing and opening again") { site in
            let ledger = try await site.open()
            let row = try upload("a", length: 3)
            try await ledger.open(row, atMost: 9, at: start)
            try await site.close(ledger)
            #expect(try await site.open().upload("a") == row)
        },
    ]

    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    /// One that expires after 10 seconds if nothing else is said.
    private static func upload(
        _ id: String, by creator: String = "user/1", state: ResumableUpload.State = .open, type: String? = nil,
        metadata: String? = nil, length: Int64? = nil, expires: Int64 = 10, result: ResumableUpload.Result? = nil
    ) throws -> ResumableUpload {
        try ResumableUpload(
            id: id, state: state, creator: creator, project: #require(HexID("0123456789abcdef01234567")),
            target: "chat", detail: "expiration=60", name: "nöte.txt", type: type, metadata: metadata, length: length,
            created: start, expires: start.adding(seconds: expires), result: result)
    }
}
