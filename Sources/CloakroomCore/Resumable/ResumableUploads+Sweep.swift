extension ResumableUploads {
    private static let batch = 500

    /// Removes what was abandoned, the row and then the bytes, and the bytes for which no row speaks any more.
    /// - Returns: how many unfinished uploads went.
    public func sweep() async throws -> Int {
        var count = 0
        while !Task.isCancelled {
            let taken = try await ledger.takeExpired(at: cloakroom.now, limit: Self.batch)
            for upload in taken {
                try await discardUnlessBusy(upload.id)
                guard upload.state == .open else { continue }
                Meters.resumable(.expired)
                count += 1
            }
            guard taken.count == Self.batch else { break }
        }
        try await sweepStrays()
        return count
    }

    /// Files without a row: a crash came between two steps, another node has taken the row, or the catalog is an older one.
    private func sweepStrays() async throws {
        for id in try await parts.ids() where try await ledger.upload(id)?.state != .open {
            try await discardUnlessBusy(id)
        }
    }

    /// What somebody is still writing to is left for the next sweep.
    private func discardUnlessBusy(_ id: String) async throws {
        do {
            try await parts.discard(id)
        } catch let error as CloakroomError where error.kind == .superseded {
            return
        }
    }
}
