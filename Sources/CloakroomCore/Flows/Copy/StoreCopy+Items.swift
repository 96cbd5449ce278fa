/// What is copied in one go: a file with its thumbnail, or a blob of which no row knows.
enum CopyItem: Sendable {
    case file(Record)
    case stray(BlobKey)
}

extension StoreCopy {
    /// - Returns: what is to be done about `keys`, and how many of them are to be left alone.
    func items(of keys: [BlobKey]) async throws -> (items: [CopyItem], pending: Int) {
        guard let catalog else { return (keys.map(CopyItem.stray), 0) }
        let originals = keys.compactMap { FilePath.original(ofThumbnail: $0.text).flatMap(BlobKey.init) }
        var rows: [BlobKey: Record] = [:]
        for row in try await catalog.records(of: keys + originals) {
            for key in row.keys { rows[key] = row }
        }
        var items: [CopyItem] = []
        var pending = 0
        let listed = Set(keys)
        for key in keys {
            guard let row = rows[key] else {
                items.append(.stray(key))
                continue
            }
            guard row.isServed(at: now) else {
                pending += 1
                continue
            }
            if try await isFirst(key, of: row, among: listed) { items.append(.file(row)) }
        }
        return (items, pending)
    }

    /// Whether a file is dealt with when this key comes by: a thumbnail goes with its original, unless that is lost.
    private func isFirst(_ key: BlobKey, of row: Record, among listed: Set<BlobKey>) async throws -> Bool {
        guard key != row.key else { return true }
        guard !listed.contains(row.key) else { return false }
        guard try await source.store.stat(row.key) == nil else { return false }
        // Both may have moved since they were listed.
        return try await source.store.stat(key) != nil
    }

    func copy(_ item: CopyItem) async -> CopyOutcome {
        switch item {
        case .file(let row): await copyFile(row)
        case .stray(let key): await copyStray(key)
        }
    }
}
