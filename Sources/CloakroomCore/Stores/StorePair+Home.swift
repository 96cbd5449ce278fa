/// What takes a file that fell to secondary back to primary. Each step may be done again after a crash at any point.
extension StorePair {
    /// Whether both stores would answer now.
    var canCarry: Bool { first.isAdmitting && second.isAdmitting }

    /// Makes sure that primary has the right bytes: those it has already (from an earlier try), or a copy of secondary's.
    /// - Throws: `.blobUnreadable` when secondary's copy is damaged, `.blobMissing` when there is none.
    func copyHome(_ blob: RecordedBlob, through spool: any Spool) async throws {
        if case .intact = try await first.look(at: blob, deep: true) { return }
        try await spool.withFile(limit: blob.size) { writer in
            try await second.read(blob.key, .whole(blob.size)) { try await writer.append($0) }
        } use: { file in
            guard file.digest == blob.digest else {
                throw CloakroomError(.blobUnreadable, "secondary's copy of \(blob.key) is damaged")
            }
            try await adoptAnew(file, as: blob.key)
        }
    }

    /// Erases secondary's copies of what is at home now.
    func leaveSecondary(_ blobs: [RecordedBlob]) async throws {
        if let failure = await second.erase(blobs.map(\.key)).first?.value { throw failure }
    }

    /// Adopts a file that is known to be right; what lies in its place is not.
    private func adoptAnew(_ file: SpoolFile, as key: BlobKey) async throws {
        do {
            try await first.adopt(file, as: key)
        } catch let error as CloakroomError where error.kind == .conflict {
            if let failure = await first.erase([key])[key] { throw failure }
            try await first.adopt(file, as: key)
        }
    }
}
