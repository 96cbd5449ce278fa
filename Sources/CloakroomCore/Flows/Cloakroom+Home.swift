internal import Logging
internal import ServiceLifecycle

/// What was taken home in one go.
public struct HomeReport: Hashable, Sendable {
    public var files = 0
    /// Bytes, thumbnails included.
    public var bytes: Int64 = 0
    /// Files that could not be taken home yet; they come again.
    public var postponed = 0
}

/// Files that primary refused when they came lie in secondary; this takes them home.
extension Cloakroom {
    /// Rows claimed at once: few, for the claims must outlast the copying.
    static let homeBatch = 8
    /// Seconds after which a file is tried again that a store would not give or take.
    static let homePause: Int64 = 60
    /// Seconds after which a file is tried again whose only copy is damaged or missing: somebody may have restored it.
    static let damagePause: Int64 = 86_400

    /// Takes files home until there are no more, a store fails, or it is `end`. Safe to run in several processes at once,
    /// and to be killed at any moment. Does nothing while a store is left alone for failing.
    public func takeHome(until end: Timestamp = Timestamp(milliseconds: .max)) async throws -> HomeReport {
        var report = HomeReport()
        var goesOn = stores.canCarry
        while goesOn, now < end, !Task.isCancelled, !Task.isShuttingDownGracefully {
            let lease = Record.Lease(owner: spool.owner, until: now.adding(seconds: Self.lease))
            let rows = try await catalog.away(at: now, limit: Self.homeBatch, lease: lease)
            goesOn = rows.count == Self.homeBatch
            var areStoresWell = true
            for row in rows {
                areStoresWell = try await takeHome(row, lease, trying: areStoresWell, &report)
            }
            goesOn = goesOn && areStoresWell
        }
        Meters.takenHome(report, away: try await catalog.awayCount())
        return report
    }

    /// - Returns: whether it makes sense to try other files.
    private func takeHome(
        _ row: Record, _ lease: Record.Lease, trying: Bool, _ report: inout HomeReport
    ) async throws -> Bool {
        var holders = Record.Holders.secondary
        var again: Timestamp?
        var areStoresWell = trying
        do {
            guard trying else { throw CloakroomError(.unavailable, "a store has just failed") }
            try await carry(row, lease, &holders)
            report.files += 1
            report.bytes += row.weight
        } catch {
            areStoresWell = trying && Self.isDamage(error)
            if trying { tell(row, error) }
            again = now.adding(seconds: areStoresWell ? Self.damagePause : Self.homePause)
            report.postponed += 1
        }
        try await catalog.settle(row.key, heldBy: holders, again: again, by: lease.owner, at: now)
        cache.records.removeValue(for: row.path)
        return areStoresWell
    }

    /// Primary gets every blob before secondary loses the first. Readers look in primary once more when both have nothing.
    private func carry(_ row: Record, _ lease: Record.Lease, _ holders: inout Record.Holders) async throws {
        for blob in row.blobs {
            try checkLease(lease)
            try await stores.copyHome(blob, through: spool)
            holders = .both
        }
        try await stores.leaveSecondary(row.blobs)
        holders = .primary
    }

    private func tell(_ row: Record, _ error: any Error) {
        logger.log(
            level: Self.isDamage(error) ? .error : .warning, "a file cannot go home to primary",
            metadata: ["key": "\(row.key)", "cause": "\(error)"])
    }

    /// Whoever is late must not write any more: the row may be somebody else's by now.
    private func checkLease(_ lease: Record.Lease) throws {
        guard now < lease.until else { throw CloakroomError(.unavailable, "the claim has ended") }
    }

    private static func isDamage(_ error: any Error) -> Bool {
        [.blobUnreadable, .blobMissing].contains((error as? CloakroomError)?.kind)
    }
}
