/// Puts right what can be put right without losing anything.
extension StoreCheck {
    func outcome(
        of problem: Finding.Problem, in store: StoreName, _ copies: StoredCopies, _ record: Record
    ) async throws -> Finding.Outcome {
        if case .unreadable(let reason) = copies.states[store] { return .failed(reason) }
        guard let source = copies.intact.first.flatMap({ stores[$0] }), let target = stores[store] else {
            return copies.isLost ? .lost : .failed("the other copy cannot be read now")
        }
        guard options.repairs else { return .repairable }
        do {
            return try await claiming(record) {
                try await replace(copies, in: store, target, from: source, record) ? .repaired : .lost
            }
        } catch let error as CloakroomError {
            return .failed(error.description)
        }
    }

    /// Keeps others from copying the file meanwhile, who might take away what is good here.
    private func claiming(
        _ record: Record, _ work: () async throws -> Finding.Outcome
    ) async throws -> Finding.Outcome {
        let lease = Record.Lease(owner: spool.owner, until: clock.now().adding(seconds: Cloakroom.lease))
        guard let claimed = try await catalog.claim(record.key, at: clock.now(), lease: lease) else {
            return try await current(record) == nil ? .repaired : .failed("somebody else is copying it")
        }
        let outcome: Result<Finding.Outcome, any Error>
        do {
            let isAsItWas = claimed.holders == record.holders && claimed.debt == record.debt
            outcome = .success(isAsItWas ? try await work() : .failed("it was copied meanwhile"))
        } catch {
            outcome = .failure(error)
        }
        let now = clock.now()
        try await catalog.settle(record.key, gained: [], lost: [], again: now, by: lease.owner, at: now)
        return try outcome.get()
    }

    /// Brings a store's copy in line with the good one, whose digest is verified on the way, and which stays where it is.
    /// - Returns: false when the good copy turns out to be none.
    private func replace(
        _ copies: StoredCopies, in name: StoreName, _ target: any Store, from source: any Store, _ record: Record
    ) async throws -> Bool {
        let blob = copies.blob
        return try await spool.withFile(limit: blob.size) { writer in
            try await source.read(blob.key, .whole(blob.size)) { try await writer.append($0) }
        } use: { file in
            guard file.size == blob.size, file.digest == blob.digest else { return false }
            guard try await current(record) != nil else { return true }
            guard copies.isExpected(in: name) else {
                try await target.eraseOrThrow([blob.key])
                return true
            }
            try await target.replace(file.labelled(blob.label), as: blob.key)
            // A sweep that came in between has erased what it knew of, and nobody would come for the new copy.
            if try await current(record) == nil { try await target.eraseOrThrow([blob.key]) }
            return true
        }
    }
}
