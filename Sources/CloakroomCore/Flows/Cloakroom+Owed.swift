internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// What was copied to the stores that were owed it in one go.
public struct OwedReport: Hashable, Sendable {
    public var files = 0
    /// Bytes, thumbnails included.
    public var bytes: Int64 = 0
    /// Files that could not be copied yet; they come again.
    public var postponed = 0

    fileprivate mutating func count(_ row: Record, _ failure: (any Error)?) {
        guard failure == nil else { return postponed += 1 }
        files += 1
        bytes += row.weight
    }
}

/// Files that one store refused when they came, that are kept in both, or that a reader missed in one: this gives each
/// store the copies that it is owed.
extension Cloakroom {
    /// Rows claimed at once: few, for the claims must outlast the copying. And how many are copied at once.
    static let owedBatch = 32
    static let owedWidth = 8
    /// Seconds after which a copy is tried again that a store would not give or take: as long as it is owed, within these.
    static let copyPauses: ClosedRange<Int64> = 5...600
    /// Seconds after which a file is tried again whose only copy is damaged or missing: somebody may have restored it.
    static let damagePause: Int64 = 86_400

    /// Makes the copies that are owed until there are no more, a store fails, or it is `end`. Safe to run in several processes
    /// at once, and to be killed at any moment. Does nothing while a store is left alone for failing.
    public func copyOwed(until end: Timestamp = .distantFuture) async throws -> OwedReport {
        var report = OwedReport()
        var goesOn = stores.canCopy
        while goesOn, now < end, !Task.isCancelled, !Task.isShuttingDownGracefully {
            let lease = Record.Lease(owner: spool.owner, until: now.adding(seconds: Self.lease))
            let rows = try await catalog.owed(at: now, limit: Self.owedBatch, lease: lease)
            let areStoresWell = try await copy(rows, lease, &report)
            goesOn = rows.count == Self.owedBatch && areStoresWell
        }
        Meters.copied(report)
        return report
    }

    /// - Returns: whether it makes sense to try other files.
    private func copy(_ rows: [Record], _ lease: Record.Lease, _ report: inout OwedReport) async throws -> Bool {
        let areStoresWell = Atomic(true)
        // A store that has just come back lets one call through to begin with.
        for part in [rows.prefix(1), rows.dropFirst()] {
            try await part.concurrently(width: Self.owedWidth) { row in
                guard areStoresWell.load(ordering: .relaxed) else { return await self.postponed(row, lease) }
                let failure = await self.outcome(of: row, lease)
                if let failure, !Self.isDamage(failure) { areStoresWell.store(false, ordering: .relaxed) }
                return failure
            } each: { row, failure in
                report.count(row, failure)
            }
        }
        return areStoresWell.load(ordering: .relaxed)
    }

    /// A catalog that fails for one file must not keep the others from being told of: their claims would last for long.
    private func outcome(of row: Record, _ lease: Record.Lease) async -> (any Error)? {
        do {
            return try await copy(row, lease)
        } catch {
            return error
        }
    }

    private func postponed(_ row: Record, _ lease: Record.Lease) async -> (any Error)? {
        let reason = CloakroomError(.unavailable, "a store has just failed")
        return (try? await postpone(row, lease, because: reason)) ?? reason
    }

    /// - Returns: why it could not be done.
    private func copy(_ row: Record, _ lease: Record.Lease) async throws -> (any Error)? {
        var (gained, lost) = (Record.Holders(), Record.Holders())
        do {
            for store in StoreName.allCases where row.debt?.stores.contains(store.holder) ?? false {
                for blob in row.blobs {
                    try checkLease(lease)
                    try await stores.copy(blob, to: store, through: spool)
                }
                gained.insert(store.holder)
            }
            lost = try await leaveSecondary(row, gained)
        } catch {
            tell(row, error)
            if gained.contains(.primary) && hasFallen(row) { gained.remove(.primary) }
            return try await postpone(row, lease, gained, because: error)
        }
        let isSettled = try await catalog.settle(
            row.key, gained: gained, lost: lost, again: now, by: lease.owner, at: now)
        cache.renew(row.path)
        if !isSettled { try await withdrawLate(row) }
        return nil
    }

    /// A file that only fell to secondary is at home in primary alone. Primary got every blob before secondary loses the
    /// first; readers look in primary once more when both have nothing.
    private func leaveSecondary(_ row: Record, _ gained: Record.Holders) async throws -> Record.Holders {
        guard hasFallen(row), gained.contains(.primary) else { return [] }
        try await stores.leaveSecondary(row.blobs)
        return .secondary
    }

    private func hasFallen(_ row: Record) -> Bool { replication == .off && !row.holders.contains(.primary) }

    private func postpone(
        _ row: Record, _ lease: Record.Lease, _ gained: Record.Holders = [], because failure: any Error
    ) async throws -> (any Error)? {
        let age = now.since(row.debt?.since ?? now) / 1000
        let pause = min(max(age, Self.copyPauses.lowerBound), Self.copyPauses.upperBound)
        let again = now.adding(seconds: Self.isDamage(failure) ? Self.damagePause : pause)
        let isSettled = try await catalog.settle(
            row.key, gained: gained, lost: [], again: again, by: lease.owner, at: now)
        if !isSettled { try await withdrawLate(row) }
        return failure
    }

    private func tell(_ row: Record, _ error: any Error) {
        logger.log(
            level: Self.isDamage(error) ? .error : .warning, "a copy that is owed cannot be made",
            metadata: ["key": "\(row.key)", "cause": "\(error)"])
    }

    /// When a claim ended during the copying, for its time was up or this process was taken for dead, the file may have been
    /// deleted and forgotten: then nobody else would erase the copies.
    private func withdrawLate(_ row: Record) async throws {
        guard try await !isLive(row) else { return }
        for store in StoreName.allCases { try await stores.store(store).eraseOrThrow(row.keys) }
    }

    /// Whoever is late must not write any more: the row may be somebody else's by now.
    private func checkLease(_ lease: Record.Lease) throws {
        guard now < lease.until else { throw CloakroomError(.unavailable, "the claim has ended") }
    }

    private static func isDamage(_ error: any Error) -> Bool {
        [.blobUnreadable, .blobMissing].contains((error as? CloakroomError)?.kind)
    }
}
