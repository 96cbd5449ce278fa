/// From the stores to the catalog: has every blob its row?
extension StoreCheck {
    /// - Returns: the findings among `keys`, and the number of those that may be an earlier system's files.
    func orphans(
        among keys: [BlobKey], in name: StoreName, _ store: any Store
    ) async throws -> (findings: [Finding], legacy: Int) {
        let originals = keys.compactMap { FilePath.original(ofThumbnail: $0.text).flatMap(BlobKey.init) }
        let known = Set(try await catalog.records(of: keys + originals).flatMap(\.keys))
        let unknown = keys.filter { !known.contains($0) }
        let own = unknown.filter(FilePath.isOwn)
        var findings: [Finding] = []
        // What is gone by now was swept, and its row forgotten after it.
        for key in own where try await store.isStillThere(key) {
            findings.append(Finding(.orphan, in: name, key, await outcome(ofOrphan: key, in: store)))
        }
        return (findings, unknown.count - own.count)
    }

    /// Nothing tells an orphan that should have been erased from a file whose row was lost with a catalog: its bytes may
    /// be the last good copy. So they go only when the operator says that no row was lost.
    private func outcome(ofOrphan key: BlobKey, in store: any Store) async -> Finding.Outcome {
        guard options.repairs, options.erasesOrphans else { return .kept }
        guard let failure = await store.erase([key])[key] else { return .repaired }
        return .failed("\(failure)")
    }
}

extension BlobStore {
    /// Whether there is a blob; one that cannot be looked at counts as there.
    fileprivate func isStillThere(_ key: BlobKey) async throws -> Bool {
        do {
            return try await stat(key) != nil
        } catch is CloakroomError {
            return true
        }
    }
}
