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
            return try await replace(copies, in: store, target, from: source, record) ? .repaired : .lost
        } catch let error as CloakroomError {
            return .failed(error.description)
        }
    }

    /// Brings a store's copy in line with the good one, whose digest is verified on the way. Only then is a damaged copy
    /// erased, and the good one stays where it is.
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
            try await target.eraseOrThrow(blob.key)
            guard copies.isExpected(in: name) else { return true }
            try await target.adopt(file, as: blob.key)
            // A sweep that came in between has erased what it knew of, and nobody would come for the new copy.
            if try await current(record) == nil { try await target.eraseOrThrow(blob.key) }
            return true
        }
    }
}

extension BlobStore {
    fileprivate func eraseOrThrow(_ key: BlobKey) async throws {
        if let failure = await erase([key])[key] { throw failure }
    }
}
