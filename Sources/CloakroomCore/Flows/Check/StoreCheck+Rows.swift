/// From the catalog to the stores: has every row its bytes?
extension StoreCheck {
    func findings(of record: Record) async throws -> [Finding] {
        guard try await look(at: record).contains(where: { !$0.problems.isEmpty }) else { return [] }
        // By now the file may have been deleted and swept, or moved to another store.
        guard let record = try await current(record) else { return [] }
        var findings: [Finding] = []
        for copies in try await look(at: record) {
            for (store, problem) in copies.problems {
                let outcome = try await outcome(of: problem, in: store, copies, record)
                findings.append(Finding(problem, in: store, copies.blob.key, outcome))
            }
        }
        return findings
    }

    private func look(at record: Record) async throws -> [StoredCopies] {
        var looks: [StoredCopies] = []
        for blob in record.blobs {
            var states: [StoreName: StoredCopies.State] = [:]
            for (name, store) in stores { states[name] = try await store.look(at: blob, deep: options.isDeep) }
            looks.append(
                StoredCopies(
                    blob: blob, holders: record.holders, creditors: record.debt?.stores ?? [], states: states))
        }
        return looks
    }

    /// The row as it is now; nil when it is no longer in service.
    func current(_ record: Record) async throws -> Record? {
        try await catalog.served(record.key, at: clock.now())
    }
}
