internal import Logging

/// What one sweep did.
public struct SweepReport: Hashable, Sendable {
    public var files = 0
    /// Bytes, thumbnails included, counted once however many stores held them.
    public var bytes: Int64 = 0
    /// Files whose bytes one store could not erase; they come again.
    public var postponed = 0
    /// Processes that had died in the middle of something.
    public var abandonedOwners = 0
}

extension Cloakroom {
    /// Rows taken at once, and seconds for which they are taken.
    static let sweepBatch = 500
    static let sweepClaim: Int64 = 60
    /// Seconds for which they are taken at most, while a store goes on failing.
    static let longestClaim: Int64 = 600

    /// Erases the bytes of everything that is expired, retired, or was left by a process that died. Safe to run in several
    /// processes at once, and to be killed at any moment.
    /// - Parameter progress: called after each batch.
    public func sweep(progress: (SweepReport) -> Void = { _ in }) async throws -> SweepReport {
        var report = SweepReport()
        try await giveUpLeftovers()
        let dead = try await spool.abandonedOwners()
        for owner in dead { try await catalog.endLeases(of: owner, at: now) }
        report.abandonedOwners = dead.count
        try await eraseDue(&report, progress)
        for owner in dead { try await spool.clear(owner: owner) }
        Meters.swept(report)
        return report
    }

    /// What a sweep would find now.
    public func backlog() async throws -> Backlog {
        try await catalog.backlog(at: now)
    }

    /// Seconds. What a store cannot erase comes again later the longer it has been failing, so that a dead store does not
    /// keep every sweep busy with the same rows.
    private var claim: Int64 {
        min(max(stores.outage.components.seconds, Self.sweepClaim), Self.longestClaim)
    }

    /// Whoever runs a server without sweeps has them given up by its ``CopyWorker``.
    func giveUpLeftovers() async throws {
        var records = leftovers.takeAll()
        defer { records.values.forEach(leftovers.add) }
        while let (key, record) = records.first {
            try await giveUp(record)
            records[key] = nil
        }
    }

    /// The catalog forgets one batch and takes another while the stores erase the one between.
    private func eraseDue(_ report: inout SweepReport, _ progress: (SweepReport) -> Void) async throws {
        var rows = try await takeDue()
        var gone: [Record] = []
        while !rows.isEmpty || !gone.isEmpty {
            let (erased, isLast) = (gone, rows.count < Self.sweepBatch || Task.isCancelled)
            async let next = forget(erased, andTakeMore: !isLast)
            gone = await erase(rows)
            report.postponed += rows.count - gone.count
            rows = try await next
            report.add(erased)
            progress(report)
        }
    }

    private func forget(_ gone: [Record], andTakeMore: Bool) async throws -> [Record] {
        if !gone.isEmpty { try await catalog.forget(gone.map(\.key)) }
        return andTakeMore ? try await takeDue() : []
    }

    private func takeDue() async throws -> [Record] {
        try await catalog.due(at: now, limit: Self.sweepBatch, claim: claim, by: spool.owner)
    }

    /// - Returns: those of which no store has bytes any more.
    private func erase(_ rows: [Record]) async -> [Record] {
        guard !rows.isEmpty else { return [] }
        let failed = await stores.erase(rows.flatMap(\.keys))
        if let (key, error) = failed.first {
            logger.warning("some bytes could not be erased yet", metadata: ["key": "\(key)", "cause": "\(error)"])
        }
        return rows.filter { row in row.keys.allSatisfy { failed[$0] == nil } }
    }
}

extension SweepReport {
    fileprivate mutating func add(_ gone: [Record]) {
        files += gone.count
        bytes += gone.reduce(0) { $0 &+ $1.weight }
    }
}
