internal import Synchronization

extension ResumableUploads {
    private static let batch = 500

    /// Removes what was abandoned: the bytes, then the row. One that somebody is at is left for a later sweep.
    /// - Returns: how many unfinished uploads went.
    public func sweep() async throws -> Int {
        if !strays.wereSwept { try await sweepStrays() }
        var count = 0
        while !Task.isCancelled {
            let rows = try await ledger.expiredUploads(at: cloakroom.now, limit: Self.batch)
            var removed = 0
            for upload in rows where try await remove(upload) {
                removed += 1
                count += upload.state == .open ? 1 : 0
            }
            guard rows.count == Self.batch, removed > 0 else { break }
        }
        return count
    }

    private func remove(_ upload: ResumableUpload) async throws -> Bool {
        do {
            try await parts.discard(upload.id)
        } catch let error as CloakroomError where error.kind == .superseded {
            return false
        }
        try await ledger.removeUpload(upload.id)
        if upload.state == .open { Meters.resumable(.expired) }
        return true
    }

    /// Files that no row speaks for any more: a crash came between two steps, or the catalog is an older one. Only a start
    /// can find such, so this happens once.
    private func sweepStrays() async throws {
        for id in try await parts.ids() {
            let row = try await ledger.upload(id)
            guard row?.state != .open else { continue }
            do {
                try await parts.discard(id)
            } catch let error as CloakroomError where error.kind == .superseded {
                continue
            }
        }
        strays.swept()
    }
}

/// Whether a process has looked for files without rows since it started.
final class StrayParts: Sendable {
    private let isDone = Mutex(false)

    var wereSwept: Bool { isDone.withLock { $0 } }

    func swept() { isDone.withLock { $0 = true } }
}
