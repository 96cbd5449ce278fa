/// What both stores tell of one file.
struct RebuildLook: Sendable {
    /// The row to write; nil when there is nothing to write, or nothing that could be written.
    var record: Record?
    var remarks: [RebuildRemark] = []

    var isRefused: Bool { record == nil && !remarks.isEmpty }

    static func refused(_ reason: RebuildRemark.Reason, _ key: BlobKey, _ detail: String = "") -> RebuildLook {
        RebuildLook(remarks: [RebuildRemark(reason, key, detail)])
    }
}

extension StoreRebuild {
    /// One store's copy of a file.
    struct Copy: Sendable {
        let name: StoreName
        let stat: BlobStat
        let hasLabel: Bool
        /// What the label says, if it can be believed.
        let record: Record?
    }

    func look(at key: BlobKey, listedBy name: StoreName) async throws -> RebuildLook {
        do {
            // What primary has and still has no row was refused when primary was gone through.
            if name == .secondary, try await stores[.primary]?.stat(key) != nil { return RebuildLook() }
            let copies = try await copies(of: key)
            if let first = copies.first(where: { $0.record != nil }), let record = first.record {
                return try await labelled(record, copies)
            }
            // By now it may have been swept.
            guard let first = copies.first else { return RebuildLook() }
            guard !copies.contains(where: \.hasLabel) else { return .refused(.damaged, key) }
            return try await unlabelled(key, first, copies)
        } catch let error as CloakroomError {
            return .refused(.unreadable, key, error.description)
        }
    }

    private func copies(of key: BlobKey) async throws -> [Copy] {
        var copies: [Copy] = []
        for name in StoreName.allCases {
            guard let store = stores[name], let found = try await store.describe(key) else { continue }
            var record = found.label.flatMap { Record($0, of: key, heldBy: name.holder) }
            if let blob = record?.blobs.first, !(try await isIntact(blob, found.stat, in: store)) { record = nil }
            copies.append(Copy(name: name, stat: found.stat, hasLabel: found.label?.isOurs ?? false, record: record))
        }
        return copies
    }

    private func isIntact(_ blob: RecordedBlob, _ stat: BlobStat, in store: any Store) async throws -> Bool {
        guard isDeep, stat.size == blob.size else { return stat.size == blob.size }
        if case .intact = try await store.look(at: blob, deep: true) { return true }
        return false
    }

    /// The row as `record`, of the first store that can be believed, has it. A copy elsewhere counts as one unless its
    /// label tells something else.
    private func labelled(_ record: Record, _ copies: [Copy]) async throws -> RebuildLook {
        var look = RebuildLook(record: record)
        for copy in copies where copy.name.holder != record.holders {
            if copy.isAlike(record) {
                look.record?.holders.insert(copy.name.holder)
            } else {
                look.remarks.append(RebuildRemark(.conflict, record.key, "the copy in \(copy.name) does not count"))
            }
        }
        if let thumbnail = record.thumbnail, try await !isThere(thumbnail, in: look.record?.holders ?? []) {
            look.record?.thumbnail = nil
            look.remarks.append(RebuildRemark(.thumbnailLost, record.key))
        }
        return look
    }

    private func isThere(_ thumbnail: Thumbnail, in holders: Record.Holders) async throws -> Bool {
        for name in StoreName.allCases where holders.contains(name.holder) {
            let blob = RecordedBlob(thumbnail)
            if let store = stores[name], case .intact = try await store.look(at: blob, deep: isDeep) { return true }
        }
        return false
    }
}

extension StoreRebuild.Copy {
    fileprivate func isAlike(_ other: Record) -> Bool {
        guard var own = record else { return !hasLabel && stat.size == other.size }
        own.holders = other.holders
        return own == other
    }
}

extension RecordedBlob {
    fileprivate init(_ thumbnail: Thumbnail) {
        self.init(key: thumbnail.key, size: thumbnail.size, digest: thumbnail.digest, label: BlobLabel([:]))
    }
}
