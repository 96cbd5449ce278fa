internal import CloakroomCore
internal import Testing

extension BlobStoreContract {
    func labelsAreKept() async throws {
        let (labelled, bare) = (try key("uploads/a/x"), try key("uploads/a/y"))
        let label = BlobLabel(["name": "a b+\u{e4}\u{20ac}&=%\n\u{1F3A9}.txt", "kind": "chat"])
        try await spool.with(Array("coat".utf8)) { try await store.adopt($0.labelled(label), as: labelled) }
        try await spool.put(Array("coat".utf8), as: bare, in: store)
        let description = try #require(try await store.describe(labelled))
        #expect(description.label == label)
        #expect(try await description.stat == store.stat(labelled))
        #expect(try await store.describe(bare)?.stat.size == 4)
        #expect(try await store.describe(bare)?.label == nil)
        #expect(try await store.describe(key("uploads/a/z")) == nil)
    }

    func replacingReplacesTheLabel() async throws {
        let key = try key("uploads/x")
        for name in ["first", "second", nil] {
            try await spool.with(Array("coat".utf8)) { file in
                let label = name.map { BlobLabel(["name": $0]) }
                try await store.replace(label.map(file.labelled) ?? file, as: key)
            }
            #expect(try await store.describe(key)?.label?.fields["name"] == name)
        }
    }
}
