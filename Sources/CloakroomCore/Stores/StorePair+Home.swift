/// What takes a file that fell to secondary back to primary. Each step may be done again after a crash at any point.
extension StorePair {
    /// Whether both stores would answer now.
    var canCarry: Bool { first.isAdmitting && second.isAdmitting }

    /// Gives primary a durable copy of secondary's bytes, whatever it had under the key: an earlier try that was cut off
    /// may have left bytes there that would not survive power loss. What secondary has no more is at home already, for it
    /// is erased there only after this has succeeded.
    /// - Throws: `.blobUnreadable` when secondary's copy is damaged, `.blobMissing` when there is no good one anywhere.
    func copyHome(_ blob: RecordedBlob, through spool: any Spool) async throws {
        do {
            try await spool.withFile(limit: blob.size) { writer in
                try await second.read(blob.key, .whole(blob.size)) { try await writer.append($0) }
            } use: { file in
                guard file.digest == blob.digest else {
                    throw CloakroomError(.blobUnreadable, "secondary's copy of \(blob.key) is damaged")
                }
                try await first.replace(file, as: blob.key)
            }
        } catch let error as CloakroomError where error.kind == .blobMissing {
            guard case .intact = try await first.look(at: blob, deep: true) else { throw error }
        }
    }

    /// Erases secondary's copies of what is at home now.
    func leaveSecondary(_ blobs: [RecordedBlob]) async throws {
        if let failure = await second.erase(blobs.map(\.key)).first?.value { throw failure }
    }
}
