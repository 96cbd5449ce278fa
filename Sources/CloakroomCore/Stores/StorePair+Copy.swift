/// What brings a file from one store into the other. Each step may be done again after a crash at any point.
extension StorePair {
    /// Whether both stores would answer now.
    var canCopy: Bool { first.isAdmitting && second.isAdmitting }

    func store(_ name: StoreName) -> GuardedStore { name == .primary ? first : second }

    /// Gives a store a durable copy of the other one's bytes, whatever it had under the key: an earlier try that was cut off
    /// may have left bytes there that would not survive power loss. Where the other store has no good copy, one that is
    /// there already will do.
    /// - Throws: `.blobUnreadable` or `.blobMissing` when neither store has a good copy.
    func copy(_ blob: RecordedBlob, to name: StoreName, through spool: any Spool) async throws {
        let (source, target) = (store(name.other), store(name))
        do {
            try await spool.withFile(limit: blob.size) { writer in
                try await source.read(blob.key, .whole(blob.size)) { try await writer.append($0) }
            } use: { file in
                guard file.digest == blob.digest else {
                    throw CloakroomError(.blobUnreadable, "the copy of \(blob.key) in \(name.other) is damaged")
                }
                try await target.replace(file.labelled(blob.label), as: blob.key)
            }
        } catch let error as CloakroomError where [.blobMissing, .blobUnreadable].contains(error.kind) {
            guard case .intact = try await target.look(at: blob, deep: true) else { throw error }
        }
    }

    /// Erases secondary's copies of what is at home now.
    func leaveSecondary(_ blobs: [RecordedBlob]) async throws {
        if let failure = await second.erase(blobs.map(\.key)).first?.value { throw failure }
    }
}
